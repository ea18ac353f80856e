package io.flagcache.redis;

import io.flagcache.core.store.EntryStamp;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What a script answered: integers and bytes, by position. */
final class RedisReply {

  private final List<Object> values;

  RedisReply(List<Object> values) {
    this.values = values;
  }

  int size() {
    return values.size();
  }

  @SuppressWarnings("unchecked") // What the decoder of lists makes.
  RedisReply list(int index) {
    return new RedisReply((List<Object>) values.get(index));
  }

  boolean has(int index) {
    return index < values.size() && values.get(index) != null;
  }

  long integer(int index) {
    return (Long) values.get(index);
  }

  byte[] bytes(int index) {
    return (byte[]) values.get(index);
  }

  String text(int index) {
    return new String(bytes(index), StandardCharsets.UTF_8);
  }

  /** The three values of a stamp from this position on; numbers that are none count as 0. */
  Optional<EntryStamp> stamp(int index) {
    return has(index)
        ? Optional.of(new EntryStamp(number(index), number(index + 1), text(index + 2)))
        : Optional.empty();
  }

  private long number(int index) {
    return parsed(index).orElse(0);
  }

  /** A number that is stored as text; empty if it is none. */
  OptionalLong parsed(int index) {
    try {
      return OptionalLong.of(Long.parseLong(text(index)));
    } catch (NumberFormatException damaged) {
      return OptionalLong.empty();
    }
  }

  /** A time in milliseconds; empty if it is below 0. */
  Optional<Duration> millis(int index) {
    return integer(index) < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(integer(index)));
  }
}
