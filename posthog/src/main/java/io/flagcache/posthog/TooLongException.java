package io.flagcache.posthog;

import java.io.IOException;

/** A document exceeds the configured limit. */
final class TooLongException extends IOException {

  private static final long serialVersionUID = 1;

  TooLongException(int limit) {
    super(
        "The API returned a document of more than "
            + limit
            + " bytes; raise maxDocumentBytes, here and in the cache, if it is in order");
  }
}
