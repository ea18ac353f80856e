package io.flagcache.conformance.reference;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A document as the backend keeps it.
 *
 * @param json its text, or the start of it
 * @param bytes how long the text is
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record StoredEntry(Stamp stamp, byte[] json, int bytes) {

  StoredEntry(Stamp stamp, byte[] json) {
    this(stamp, json, json.length);
  }

  /** Identifies an entry without its document. */
  record Stamp(long epoch, long sequence, String hash) {}

  static StoredEntry of(long epoch, long sequence, byte[] json) {
    return new StoredEntry(new Stamp(epoch, sequence, hashOf(json)), json);
  }

  boolean isWhole() {
    return stamp.hash().equals(hashOf(json));
  }

  StoredEntry withJson(byte[] bytes) {
    return new StoredEntry(stamp, bytes);
  }

  StoredEntry startOf(int start) {
    return new StoredEntry(stamp, Arrays.copyOf(json, start), bytes);
  }

  boolean isCut() {
    return json.length < bytes;
  }

  private static String hashOf(byte[] json) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(json));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
