package io.flagcache.posthog;

import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** What an HTTP status other than 200 and 304 means to the user. */
final class ApiStatus {

  /**
   * The ones that PostHog's SDK for Node backs off on (posthog-js, packages/node,
   * feature-flags.ts), and 402, on which it drops all flags instead and asks on. As there, a 5xx is
   * asked again at the next poll.
   */
  private static final Set<Integer> REFUSALS = Set.of(401, 402, 403, 429);

  private ApiStatus() {}

  static ApiAnswer.Failed failure(HttpAnswer answer) {
    int status = answer.status();
    return new ApiAnswer.Failed(
        OptionalInt.of(status),
        "HTTP " + status,
        meaning(answer) + " (HTTP " + status + ")",
        REFUSALS.contains(status),
        retryAfter(answer));
  }

  private static String meaning(HttpAnswer answer) {
    int status = answer.status();
    return switch (status) {
      case 304 -> "The API sent 'not modified' without having been sent an ETag; check the proxy";
      case 400 -> "The API rejected the request; check projectToken";
      case 401 -> "The API rejected the credentials; check secretKey and projectToken";
      case 402 -> "The project's quota of flag requests is used up; check its billing limits";
      case 403 ->
          "The secret key may not read this project's flag definitions; check its scope and"
              + " projectToken";
      case 404 -> "The API has no flag definitions at this address; check host";
      case 429 -> "The API limits the rate of requests; poll less often or from fewer workers";
      default -> {
        if (status / 100 == 3) {
          yield "The API redirects"
              + target(answer)
              + ", which is not followed because the secret key would go along; set host to the"
              + " final address";
        }
        yield status / 100 == 5
            ? "The API is failing; it is asked again at the next poll"
            : "The API gave an unexpected answer; check host";
      }
    };
  }

  private static String target(HttpAnswer answer) {
    try {
      URI location = URI.create(answer.header("Location").orElse(""));
      return location.getHost() == null
          ? ""
          : " to " + location.getScheme() + "://" + location.getHost();
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static Optional<Duration> retryAfter(HttpAnswer answer) {
    return answer.header("Retry-After").flatMap(value -> retryAfter(value, answer));
  }

  private static Optional<Duration> retryAfter(String value, HttpAnswer answer) {
    try {
      Duration wait =
          value.matches("\\d{1,9}")
              ? Duration.ofSeconds(Long.parseLong(value))
              // The server's clock on both sides: this machine's may be wrong.
              : Duration.between(
                  answer.header("Date").map(ApiStatus::instant).orElseGet(Instant::now),
                  instant(value));
      return wait.isNegative() || wait.isZero() ? Optional.empty() : Optional.of(wait);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Instant instant(String httpDate) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.parse(httpDate, Instant::from);
  }
}
