package io.flagcache.core;

/**
 * How large a document may be, from one setting: its text, and how much a worker builds of it. Text
 * alone bounds no memory, since an empty object has two bytes as text and fifty in memory.
 *
 * @param maxBytes the longest JSON text
 */
record DocumentLimits(int maxBytes) {

  /** Nesting of any document that can be held, see {@link io.flagcache.FlagDefinitionCacheData}. */
  static final int MAX_DEPTH = 500;

  static final int MAX_NUMBER_DIGITS = 1000;
  static final int MAX_NAME_CHARACTERS = 50_000;

  /** Definitions have a name or a value in each six to fifteen bytes, but no small set of them. */
  private static final int LEAST_BYTES_OF_A_VALUE = 8;

  private static final int VALUES_OF_ANY = 16_384;

  /** The most names and values that a document may have; each takes up to 70 bytes of memory. */
  int maxValues() {
    return Math.max(VALUES_OF_ANY, maxBytes / LEAST_BYTES_OF_A_VALUE);
  }

  BeyondLimitException tooLong(long bytes) {
    return new BeyondLimitException(
        "The flag definitions are "
            + bytes
            + " bytes of JSON, above the maxDocumentBytes of "
            + maxBytes);
  }

  BeyondLimitException tooManyValues() {
    return new BeyondLimitException(
        "The flag definitions have more than "
            + maxValues()
            + " names and values, which are as many as the maxDocumentBytes of "
            + maxBytes
            + " allows");
  }
}
