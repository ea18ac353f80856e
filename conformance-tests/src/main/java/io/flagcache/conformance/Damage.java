package io.flagcache.conformance;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a stored entry is damaged. */
public enum Damage {
  /** The second half of the stored bytes is missing. */
  TRUNCATED,
  /** Bytes in the middle of what is stored have other values; the length is the same. */
  ALTERED,
  /** One bit has another value: in a letter of a text, if the stored bytes are JSON. */
  ONE_BIT,
  /**
   * A part is missing, and what is left is JSON still if it was before: an empty member, or else
   * the last byte.
   */
  SHORTENED,
  /** Another program's bytes stand in place of the entry, for example the text {@code hello}. */
  FOREIGN;

  private static final int ALTERED_BYTES = 8;

  /** The first letter of a text, which is another letter when its last bit changes. */
  private static final Pattern TEXT = Pattern.compile("\"\\s*:\\s*\"([bdfhjlnprtvx])");

  private static final Pattern EMPTY_MEMBER =
      Pattern.compile(",\\s*\"cohorts\"\\s*:\\s*\\{\\s*\\}|\"cohorts\"\\s*:\\s*\\{\\s*\\}\\s*,");

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
      case ONE_BIT -> {
        byte[] flipped = payload.clone();
        flipped[letterIn(payload)] ^= 1;
        yield flipped;
      }
      case SHORTENED -> withoutMember(payload);
      case FOREIGN -> "hello".getBytes(StandardCharsets.UTF_8);
    };
  }

  private static int letterIn(byte[] payload) {
    Matcher text = TEXT.matcher(new String(payload, StandardCharsets.ISO_8859_1));
    return text.find() ? text.start(1) : payload.length / 2;
  }

  private static byte[] withoutMember(byte[] payload) {
    String text = new String(payload, StandardCharsets.ISO_8859_1);
    String shortened = EMPTY_MEMBER.matcher(text).replaceFirst("");
    return shortened.length() < text.length()
        ? shortened.getBytes(StandardCharsets.ISO_8859_1)
        : Arrays.copyOf(payload, payload.length - 1);
  }
}
