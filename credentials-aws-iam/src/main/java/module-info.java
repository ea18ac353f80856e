/** Tokens of AWS IAM for the backends. Each part of the AWS SDK is an automatic module. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module io.flagcache.awsiam {
  requires transitive io.flagcache.core;
  requires static transitive org.jspecify;
  requires transitive software.amazon.awssdk.auth;
  requires software.amazon.awssdk.core;
  requires software.amazon.awssdk.http;
  requires software.amazon.awssdk.http.auth.aws;
  requires software.amazon.awssdk.http.auth.spi;
  requires transitive software.amazon.awssdk.identity.spi;
  requires software.amazon.awssdk.regions;

  exports io.flagcache.awsiam;

  provides io.flagcache.core.credentials.CredentialsProviderFactory with
      io.flagcache.awsiam.AwsIamCredentialsFactory;
}
