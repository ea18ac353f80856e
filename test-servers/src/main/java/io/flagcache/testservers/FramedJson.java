package io.flagcache.testservers;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * JSON in the layout in which flagcache stores documents, made without flagcache's own code.
 *
 * @param payload a header and the text
 * @param hash the SHA-256 of the text
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record FramedJson(byte[] payload, String hash) {

  private static final short HEADER_BYTES = 40;

  /** Frames a text, which may be anything. */
  public static FramedJson of(String json) {
    byte[] text = json.getBytes(StandardCharsets.UTF_8);
    ByteBuffer payload = ByteBuffer.allocate(HEADER_BYTES + text.length);
    payload.put("FLGC".getBytes(StandardCharsets.US_ASCII)).put((byte) 1).put((byte) 1);
    payload
        .putShort(HEADER_BYTES)
        .putInt(0)
        .putInt(text.length)
        .putLong(0)
        .putLong(0)
        .putLong(0)
        .put(text);
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text);
      return new FramedJson(payload.array(), HexFormat.of().formatHex(hash));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
