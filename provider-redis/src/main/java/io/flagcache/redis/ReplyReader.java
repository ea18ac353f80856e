package io.flagcache.redis;

import io.flagcache.core.store.EntryStamp;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads what a script answered, one value after the other, in the order that its file names. */
final class ReplyReader {

  private final Iterator<Object> values;

  ReplyReader(List<Object> values) {
    this.values = values.iterator();
  }

  /** What a reply becomes. */
  interface Decoder<T> {
    T decode(ReplyReader reply);
  }

  boolean hasNext() {
    return values.hasNext();
  }

  long integer() {
    return (Long) values.next();
  }

  /** 1 is yes. */
  boolean flag() {
    return integer() == 1;
  }

  byte[] bytes() {
    return (byte[]) values.next();
  }

  /** The bytes that are left, if there are any. */
  Optional<byte[]> bytesIfAny() {
    return hasNext() ? Optional.of(bytes()) : Optional.empty();
  }

  String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  /** The text that is left, if there is any. */
  Optional<String> textIfAny() {
    return hasNext() ? Optional.of(text()) : Optional.empty();
  }

  /** A number that is stored as text; empty if it is none. */
  OptionalLong parsed() {
    try {
      return OptionalLong.of(Long.parseLong(text()));
    } catch (NumberFormatException damaged) {
      return OptionalLong.empty();
    }
  }

  /** A time in milliseconds; empty if it is below 0. */
  Optional<Duration> millis() {
    long millis = integer();
    return millis < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(millis));
  }

  /** Epoch, sequence and hash; numbers that are none count as 0. */
  EntryStamp stamp() {
    return new EntryStamp(parsed().orElse(0), parsed().orElse(0), text());
  }

  /** The stamp that is left, if there is any. */
  Optional<EntryStamp> stampIfAny() {
    return hasNext() ? Optional.of(stamp()) : Optional.empty();
  }
}
