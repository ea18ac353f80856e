package io.flagcache.conformance;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** How a stored entry is damaged. */
public enum Damage {
  /** The second half of the stored bytes is missing. */
  TRUNCATED,
  /** Bytes in the middle of what is stored have other values; the length is the same. */
  ALTERED,
  /** Another program's bytes stand in place of the entry, for example the text {@code hello}. */
  FOREIGN;

  private static final int ALTERED_BYTES = 8;

  /**
   * What to store instead of an entry's bytes.
   *
   * @param payload the stored bytes, which stay as they are; at least 12
   * @return the same, damaged
   */
  public byte[] of(byte[] payload) {
    return switch (this) {
      case TRUNCATED -> Arrays.copyOf(payload, payload.length / 2);
      case ALTERED -> {
        byte[] altered = payload.clone();
        for (int at = payload.length / 3; at < payload.length / 3 + ALTERED_BYTES; at++) {
          altered[at] ^= 0x55;
        }
        yield altered;
      }
      case FOREIGN -> "hello".getBytes(StandardCharsets.UTF_8);
    };
  }
}
