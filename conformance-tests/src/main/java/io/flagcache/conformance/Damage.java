package io.flagcache.conformance;

/** How a stored entry is damaged. */
public enum Damage {
  /** The second half of the stored bytes is missing. */
  TRUNCATED,
  /** Bytes in the middle of what is stored have other values; the length is the same. */
  ALTERED,
  /** Another program's bytes stand in place of the entry, for example the text {@code hello}. */
  FOREIGN
}
