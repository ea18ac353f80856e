/** The backend on DynamoDB. Each part of the AWS SDK is an automatic module. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module io.flagcache.dynamodb {
  requires transitive io.flagcache.core;
  requires static transitive org.jspecify;
  requires org.slf4j;
  requires software.amazon.awssdk.awscore;
  requires software.amazon.awssdk.core;
  requires software.amazon.awssdk.http;
  requires software.amazon.awssdk.http.urlconnection;
  requires software.amazon.awssdk.profiles;
  requires software.amazon.awssdk.regions;
  requires transitive software.amazon.awssdk.services.dynamodb;

  exports io.flagcache.dynamodb;

  provides io.flagcache.FlagDefinitionCacheProviderFactory with
      io.flagcache.dynamodb.DynamoDbFlagCacheFactory;
}
