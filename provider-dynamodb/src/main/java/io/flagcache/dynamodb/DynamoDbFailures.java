package io.flagcache.dynamodb;

import io.flagcache.core.text.PlainText;
import io.flagcache.core.url.HostAndPort;
import io.flagcache.core.url.Redaction;
import io.flagcache.core.url.UrlStyle;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbServiceClientConfiguration;

/** Says in one sentence what is wrong and what to do about it, without a credential. */
final class DynamoDbFailures {

  private static final int DEEPEST = 20;

  private final String table;
  private final String place;
  private final Redaction redaction;

  DynamoDbFailures(DynamoDbClient client, String table) {
    this.table = table;
    DynamoDbServiceClientConfiguration settings = client.serviceClientConfiguration();
    this.place =
        settings
            .endpointOverride()
            .map(endpoint -> "at " + endpoint.getScheme() + "://" + HostAndPort.of(endpoint))
            .orElse("in " + settings.region());
    this.redaction =
        settings
            .endpointOverride()
            .map(endpoint -> Redaction.ofUrl(endpoint.toString(), UrlStyle.QUERY))
            .orElse(Redaction.NONE);
  }

  /** The table and where it is, for messages. */
  String where() {
    return "DynamoDB table " + table + " " + place;
  }

  /**
   * What to throw instead of what the SDK reported.
   *
   * @return an {@link IllegalStateException} if the table cannot be used as it is, otherwise an
   *     {@link SdkException}
   */
  RuntimeException explain(SdkException failure) {
    RuntimeException explained =
        failure instanceof AwsServiceException answer
            ? explainAnswer(answer)
            : explainClient(failure);
    boolean secret = redaction.isIn(explained);
    Throwable shown = PlainText.failure(explained);
    if (!secret && shown == explained) {
      return explained;
    }
    String message = PlainText.of(redaction.apply(String.valueOf(explained.getMessage()))); // H4
    @Nullable Throwable cause = secret ? null : shown;
    return explained instanceof IllegalStateException
        ? new IllegalStateException(message, cause)
        : SdkClientException.create(message, cause);
  }

  private RuntimeException explainAnswer(AwsServiceException answer) {
    Optional<LastingAnswer> lasting = LastingAnswer.of(code(answer));
    if (lasting.isEmpty()) {
      return answer;
    }
    String message = lasting.get().message(where(), answer.awsErrorDetails());
    return lasting.get().mayBeShown()
        ? new IllegalStateException(message, answer)
        : new IllegalStateException(message);
  }

  private RuntimeException explainClient(SdkException failure) {
    if (isTimeout(failure) || failure instanceof AbortedException) {
      return SdkClientException.create(
          "The " + where() + " did not answer within the deadline", failure);
    }
    if (causes(failure).anyMatch(UnknownHostException.class::isInstance)) {
      return SdkClientException.create(
          "The host of the " + where() + " is not known; correct the region or the endpoint",
          failure);
    }
    if (String.valueOf(failure.getMessage()).contains("credentials")) {
      return withoutCredentials(failure);
    }
    return SdkClientException.create(
        "The " + where() + " is out of reach: " + failure.getMessage(), failure);
  }

  private RuntimeException withoutCredentials(SdkException failure) {
    return CredentialSources.isServiceAsked()
        ? SdkClientException.create(
            "What hands out AWS credentials for the "
                + where()
                + " does not answer, or refuses to: the container's endpoint, the machine's, or the"
                + " one that the profile names",
            failure)
        : new IllegalStateException(
            "There are no AWS credentials for the "
                + where()
                + "; set them as the AWS SDK expects them, for example by a role",
            failure);
  }

  /** Whether the request may have been carried out. */
  static boolean isAnswerLost(SdkException failure) {
    return isTimeout(failure)
        || (causes(failure).anyMatch(IOException.class::isInstance)
            && causes(failure).noneMatch(DynamoDbFailures::showsThatItWasNotSent));
  }

  static boolean isSignatureRefused(SdkException failure) {
    return failure instanceof AwsServiceException answer
        && LastingAnswer.of(code(answer)).equals(Optional.of(LastingAnswer.SIGNATURE_REFUSED));
  }

  private static String code(AwsServiceException answer) {
    return answer.awsErrorDetails() == null
        ? ""
        : Objects.requireNonNullElse(answer.awsErrorDetails().errorCode(), "");
  }

  private static boolean showsThatItWasNotSent(Throwable cause) {
    return cause instanceof ConnectException
        || cause instanceof NoRouteToHostException
        || cause instanceof UnknownHostException
        || cause instanceof SSLException;
  }

  private static boolean isTimeout(SdkException failure) {
    return failure instanceof ApiCallTimeoutException
        || failure instanceof ApiCallAttemptTimeoutException;
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(DEEPEST);
  }
}
