package io.flagcache.dynamodb;

import java.time.DateTimeException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * What time it is for the service: the {@code Date} of its last answer, carried on by a monotonic
 * clock. The clock on this machine's wall is not asked.
 */
final class ServiceClock {

  private final LongSupplier nanoTime;
  private @Nullable Long dateSeconds;
  private long seenAt;

  ServiceClock(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Sets the clock by an answer, if that says what time it is. */
  void see(SdkHttpResponse answer) {
    Optional<Long> date = answer.firstMatchingHeader("Date").flatMap(ServiceClock::seconds);
    if (date.isPresent()) {
      dateSeconds = date.get();
      seenAt = nanoTime.getAsLong();
    }
  }

  /** Seconds since 1970, to about a second; empty while no answer has said. */
  OptionalLong now() {
    Long date = dateSeconds;
    return date == null
        ? OptionalLong.empty()
        : OptionalLong.of(date + TimeUnit.NANOSECONDS.toSeconds(nanoTime.getAsLong() - seenAt));
  }

  private static Optional<Long> seconds(String date) {
    try {
      return Optional.of(
          ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toEpochSecond());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
