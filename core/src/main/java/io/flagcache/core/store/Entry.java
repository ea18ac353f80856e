package io.flagcache.core.store;

import java.util.Objects;

/**
 * An entry as it is stored: its stamp and its encoded payload. The payload's layout is the
 * engine's; a store keeps the bytes as they are.
 *
 * @param stamp identifies the entry
 * @param payload the encoded document; not to be modified
 */
@SuppressWarnings("ArrayRecordComponent") // Handed between engine and store only, never compared.
public record Entry(EntryStamp stamp, byte[] payload) {

  /**
   * Makes an entry.
   *
   * @throws NullPointerException if a component is null
   */
  public Entry {
    Objects.requireNonNull(stamp, "stamp");
    Objects.requireNonNull(payload, "payload");
  }

  @Override
  public String toString() {
    return "Entry[" + stamp + ", " + payload.length + " bytes]";
  }
}
