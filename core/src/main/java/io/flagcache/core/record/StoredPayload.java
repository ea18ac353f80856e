package io.flagcache.core.record;

import io.flagcache.core.store.ReadAnswer;
import java.util.Arrays;
import java.util.Objects;

/**
 * What a backend found of a payload.
 *
 * @param bytes all of it, or its start; not to be modified
 * @param length how long it is, or less if it is too long: at least above the limit
 */
@SuppressWarnings("ArrayRecordComponent") // Handed from backend to store only, never compared.
public record StoredPayload(byte[] bytes, long length) {

  /** How much is wanted of a payload that is too long: enough to tell whose it is. */
  public static final int START_BYTES = ReadAnswer.TooLong.START_BYTES;

  /**
   * Makes a payload.
   *
   * @throws NullPointerException if there are no bytes
   */
  public StoredPayload {
    Objects.requireNonNull(bytes, "bytes");
  }

  /**
   * A payload that was read.
   *
   * @param bytes all of it
   * @return the payload
   */
  public static StoredPayload whole(byte[] bytes) {
    return new StoredPayload(bytes, bytes.length);
  }

  /**
   * A payload of which no more than its start was read.
   *
   * @param start how it begins; what is beyond {@link #START_BYTES} is dropped
   * @param length its length, or less: at least above the limit
   * @return the payload
   */
  public static StoredPayload tooLong(byte[] start, long length) {
    int kept = Math.min(start.length, START_BYTES);
    return new StoredPayload(Arrays.copyOf(start, kept), length);
  }

  /**
   * A payload that was read before its length could be judged.
   *
   * @param bytes all of it
   * @param limit how many are taken
   * @return the payload, or its start
   */
  public static StoredPayload within(byte[] bytes, int limit) {
    return bytes.length > limit ? tooLong(bytes, bytes.length) : whole(bytes);
  }

  boolean isWhole() {
    return bytes.length == length;
  }
}
