package io.flagcache.dynamodb;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;

/**
 * Errors of the service that last until somebody corrects something. {@code build()} fails with
 * them. All others pass, and are tried again at each call; these are, too, once a provider works.
 */
enum LastingAnswer {
  SIGNATURE_REFUSED(
      "The AWS credentials are refused for the %s (%s); correct or renew them, and set this"
          + " machine's clock",
      Quote.CODE,
      "InvalidSignatureException",
      "SignatureDoesNotMatch",
      "RequestExpired",
      "RequestTimeTooSkewed",
      "RequestInTheFuture"),
  CREDENTIALS_REFUSED(
      SIGNATURE_REFUSED.message,
      Quote.CODE,
      "UnrecognizedClientException",
      "IncompleteSignature",
      "IncompleteSignatureException",
      "MissingAuthenticationToken",
      "MissingAuthenticationTokenException",
      "InvalidClientTokenId",
      "ExpiredToken",
      "ExpiredTokenException"),
  NO_TABLE(
      "There is no %s; create it, set createTable to true, or correct table and region",
      Quote.NOTHING, "ResourceNotFoundException"),
  RIGHT_MISSING(
      "A right is missing for the %s (%s); grant what docs/dynamodb.md lists",
      Quote.MESSAGE, "AccessDeniedException", "AccessDenied"),
  KEY_OF_KMS_REFUSED(
      "The %s is encrypted with a key that may not be used (%s); grant its use, or enable it",
      Quote.MESSAGE,
      "KMSAccessDeniedException",
      "KMSDisabledException",
      "KMSInvalidStateException",
      "KMSNotFoundException"),
  NOT_SUBSCRIBED(
      "The account may not use the %s (%s); subscribe it to DynamoDB in that region",
      Quote.CODE, "OptInRequired", "SubscriptionRequiredException"),
  ITEMS_REFUSED(
      "The %s does not take the items of flagcache (%s); its key has to be "
          + TableCheck.KEY_IN_WORDS,
      Quote.MESSAGE,
      "ValidationException");

  /** What the service said that may be shown: its text may quote a session token. */
  private enum Quote {
    NOTHING,
    CODE,
    MESSAGE
  }

  private final String message;
  private final Quote quote;

  @SuppressWarnings("ImmutableEnumChecker") // Made by Set.of.
  private final Set<String> codes;

  LastingAnswer(String message, Quote quote, String... codes) {
    this.message = message;
    this.quote = quote;
    this.codes = Set.of(codes);
  }

  static Optional<LastingAnswer> of(String code) {
    return Arrays.stream(values()).filter(each -> each.codes.contains(code)).findFirst();
  }

  Set<String> codes() {
    return codes;
  }

  /** Whether the exception of the SDK may stand as the cause. */
  boolean mayBeShown() {
    return quote != Quote.CODE;
  }

  String message(String table, AwsErrorDetails details) {
    return message.formatted(
        table, quote == Quote.MESSAGE ? details.errorMessage() : details.errorCode());
  }
}
