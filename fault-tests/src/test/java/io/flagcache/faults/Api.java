package io.flagcache.faults;

import io.flagcache.conformance.history.FleetEvent.DocumentChanged;
import io.flagcache.conformance.history.WorkerEvent.Fetched;
import io.flagcache.conformance.history.WorkerEvent.Unchanged;
import java.util.HashSet;
import java.util.Set;

/** PostHog's API: one document, which has a version and is served to whoever asks. */
final class Api {

  private final FleetHistory history;
  private final Set<String> callers = new HashSet<>();
  private long version = 1;
  private int requests;

  Api(FleetHistory history) {
    this.history = history;
    history.add(at -> new DocumentChanged(at, 1));
  }

  /** The version that is served now; that which is known already means that nothing has changed. */
  synchronized long fetch(String worker, long known) {
    requests++;
    callers.add(worker);
    long served = version;
    history.add(
        at -> served == known ? new Unchanged(at, worker) : new Fetched(at, worker, served));
    return served;
  }

  synchronized long version() {
    return version;
  }

  /** Someone edits a flag. */
  synchronized long change() {
    version++;
    long changed = version;
    history.add(at -> new DocumentChanged(at, changed));
    return changed;
  }

  /** The workers that have asked. */
  synchronized Set<String> callers() {
    return Set.copyOf(callers);
  }

  synchronized int requests() {
    return requests;
  }
}
