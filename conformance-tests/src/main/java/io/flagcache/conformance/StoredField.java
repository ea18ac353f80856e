package io.flagcache.conformance;

import java.util.Locale;

/**
 * One field of what a backend stores for a service key, as the fixture knows it.
 *
 * @param part what it belongs to
 * @param name the backend's own name for it
 */
public record StoredField(Part part, String name) {

  /** What is stored for a service key. */
  public enum Part {
    /** Who leads, under which epoch, until when. */
    LEASE,
    /** What identifies the entry, and says how long it lives. */
    ENTRY,
    /** The document's bytes, or a chunk of them. */
    PAYLOAD
  }

  @Override
  public String toString() {
    return name + " of the " + part.name().toLowerCase(Locale.ROOT);
  }
}
