package io.flagcache.conformance.store;

import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.PayloadFormat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;

/** The entries that tests store. Their payloads do not compress, and differ if their stamps do. */
final class Entries {

  private Entries() {}

  /**
   * Makes an entry.
   *
   * @param bytes how long its payload is; of JSON, at the least
   */
  static Entry of(PayloadFormat format, long epoch, long sequence, int bytes) {
    byte[] noise = new byte[bytes];
    new Random(31 * epoch + sequence).nextBytes(noise);
    byte[] payload = format == PayloadFormat.FRAMED ? noise : json(noise);
    return new Entry(new EntryStamp(epoch, sequence, hashOf(format, payload)), payload);
  }

  /** The same payload, stored once more. */
  static Entry again(Entry entry, long epoch, long sequence) {
    return new Entry(new EntryStamp(epoch, sequence, entry.stamp().hash()), entry.payload());
  }

  /** A payload that begins and ends with what stores of text or of fixed lengths take away. */
  static Entry withBlankEnds(PayloadFormat format, long epoch, long sequence) {
    byte[] blank = {0, ' ', '\r', '\n', '\t', 0};
    byte[] payload =
        format == PayloadFormat.FRAMED
            ? ByteBuffer.allocate(blank.length * 2 + 1).put(blank).put((byte) 1).put(blank).array()
            : "\n {\"flags\":[]} \n".getBytes(StandardCharsets.US_ASCII);
    return new Entry(new EntryStamp(epoch, sequence, hashOf(format, payload)), payload);
  }

  private static byte[] json(byte[] noise) {
    String text = Base64.getEncoder().encodeToString(noise).substring(0, noise.length);
    return ("{\"flags\":[],\"noise\":\"" + text + "\"}").getBytes(StandardCharsets.US_ASCII);
  }

  /** The digest that a stamp of this format has; the frame of a payload does not matter here. */
  static String hashOf(PayloadFormat format, byte[] payload) {
    try {
      String algorithm = format == PayloadFormat.FRAMED ? "SHA-256" : "SHA-1";
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(payload));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-1 and SHA-256", e);
    }
  }
}
