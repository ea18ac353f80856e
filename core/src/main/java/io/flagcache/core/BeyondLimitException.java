package io.flagcache.core;

/** A document is larger than {@code maxDocumentBytes} allows: another worker may allow more. */
final class BeyondLimitException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  BeyondLimitException(String message) {
    super(message);
  }
}
