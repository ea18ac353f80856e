package io.flagcache.demo;

import io.flagcache.core.url.Redaction;
import io.flagcache.demo.standin.ServedDocument;
import java.net.URI;

/** Where the flag definitions come from. */
public sealed interface Origin {

  /**
   * A stand-in of the definitions endpoint, started by the demo.
   *
   * @param name names the document in the demo's title
   * @param document what it serves
   */
  record StandIn(String name, ServedDocument document) implements Origin {}

  /**
   * A real PostHog.
   *
   * @param host the API
   * @param token the project token
   * @param secretKey the secret key
   */
  record PostHog(URI host, String token, String secretKey) implements Origin {

    /** Shows no secret. */
    @Override
    public String toString() {
      return Redaction.NONE.apply("PostHog[" + host + "]");
    }
  }
}
