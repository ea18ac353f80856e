package io.flagcache.core.store;

/** How a document becomes the payload of an entry. */
public enum PayloadFormat {

  /**
   * A header with a format version, then the document, compressed if that pays. The stamp's hash is
   * the SHA-256 of the JSON text.
   */
  FRAMED("SHA-256"),

  /**
   * The JSON text alone, for an entry that programs share which know nothing of flagcache. The
   * stamp's hash is the SHA-1 of that text, which is what the scripts of Redis can compute; it
   * tells documents apart, and protects against nobody.
   */
  JSON("SHA-1");

  private final String hashAlgorithm;

  PayloadFormat(String hashAlgorithm) {
    this.hashAlgorithm = hashAlgorithm;
  }

  /**
   * How the stamp's hash is made.
   *
   * @return the name of an algorithm of {@link java.security.MessageDigest}
   */
  public String hashAlgorithm() {
    return hashAlgorithm;
  }

  /**
   * Whether the leader may be a program that knows nothing of flagcache. Such a one writes what it
   * fetches and nothing else: it hears 304 for weeks, and neither looks whether the entry is still
   * there nor publishes it again.
   *
   * @return false if whoever leads keeps the contract
   */
  public boolean mayBeLedByOthers() {
    return this == JSON;
  }
}
