package io.flagcache.faults;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** PostHog's API: one document, which has a version and is served to whoever asks. */
final class Api {

  private final AtomicLong version = new AtomicLong(1);
  private final AtomicInteger requests = new AtomicInteger();
  private final Set<String> callers = ConcurrentHashMap.newKeySet();

  /** The version that is served now. */
  long fetch(String worker) {
    requests.incrementAndGet();
    callers.add(worker);
    return version.get();
  }

  long version() {
    return version.get();
  }

  /** Someone edits a flag. */
  long change() {
    return version.incrementAndGet();
  }

  /** The workers that have asked. */
  Set<String> callers() {
    return Set.copyOf(callers);
  }

  int requests() {
    return requests.get();
  }
}
