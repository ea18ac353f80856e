package io.flagcache.dynamodb;

import io.flagcache.core.Observed;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The head before this worker's eyes: how long nobody has led, and whether its entry is expired.
 */
final class ObservedHead {

  private final Observed observed;

  ObservedHead(LongSupplier nanoTime) {
    this.observed = new Observed(nanoTime);
  }

  /** Notes what was seen, and takes an entry out that nobody has led for during its lifetime. */
  Head see(Head head) {
    observed.see(head.sign());
    boolean expired = head.entry().filter(entry -> isUnchangedFor(entry.ttl())).isPresent();
    return expired ? head.withoutEntry() : head;
  }

  boolean isUnchangedFor(Duration duration) {
    return observed.isUnchangedFor(duration);
  }
}
