package io.flagcache.benchmarks.backend;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A value, and a lock that ends by itself: all that PostHog's example asks of Redis. */
public interface ValueAndLock {

  /** Longer than anything is measured, so that whoever leads first leads to the end. */
  Duration LOCK_TTL = Duration.ofMinutes(30);

  Duration VALUE_TTL = Duration.ofHours(24);

  /** Takes the lock if it is free, extends it if it is the owner's, and says whether it is. */
  boolean lead(String owner) throws Exception;

  byte @Nullable [] read() throws Exception;

  void write(byte[] json) throws Exception;
}
