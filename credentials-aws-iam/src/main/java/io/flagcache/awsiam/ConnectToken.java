package io.flagcache.awsiam;

import java.time.Clock;
import java.time.Duration;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** A request to connect that is signed in its URL, which without {@code https://} is the token. */
final class ConnectToken {

  /** The longest that the services accept. */
  private static final Duration VALIDITY = Duration.ofMinutes(15);

  private static final String PROTOCOL = "https";

  private final Service service;
  private final SdkHttpRequest request;
  private final String region;
  private final Clock clock;

  /**
   * A token that is yet to be signed.
   *
   * @param host of RDS; of the others a name
   * @param port 0 for none
   */
  ConnectToken(Service service, String host, int port, String user, String region, Clock clock) {
    SdkHttpRequest.Builder builder =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.GET)
            .protocol(PROTOCOL)
            .host(host)
            .encodedPath("/")
            .putRawQueryParameter("Action", "connect")
            .putRawQueryParameter(service.userParameter(), user);
    service.furtherParameters().forEach(builder::putRawQueryParameter);
    if (port > 0) {
      builder.port(port);
    }
    this.service = service;
    this.request = builder.build();
    this.region = region;
    this.clock = clock;
  }

  String signedBy(AwsCredentialsIdentity identity) {
    return AwsV4HttpSigner.create()
        .sign(
            signing ->
                signing
                    .identity(identity)
                    .request(request)
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service.signingName())
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                    .putProperty(AwsV4HttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                    .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, VALIDITY)
                    .putProperty(HttpSigner.SIGNING_CLOCK, clock))
        .request()
        .getUri()
        .toString()
        .substring(PROTOCOL.length() + "://".length());
  }

  @Override
  public String toString() {
    return request.host() + " (" + service.signingName() + ", " + region + ")";
  }
}
