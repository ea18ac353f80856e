package io.flagcache.conformance.reference;

import io.flagcache.conformance.StoredFields;
import io.flagcache.conformance.internal.TestTime;
import io.flagcache.conformance.rule.Disturbance;
import java.util.Set;

/** What fixtures for workers and for stores have in common over a {@link ReferenceBackend}. */
abstract class ReferenceFaults implements TestTime.Source {

  static final String SECRET = "correct-horse-battery-staple";

  final ReferenceBackend backend;
  private final TestTime time;

  ReferenceFaults(ReferenceBackend backend, TestTime time) {
    this.backend = backend;
    this.time = time;
    backend.runOn(time::nanoTime);
  }

  @Override
  public final TestTime time() {
    return time;
  }

  /** Each has a backend of its own. */
  public final Set<Disturbance> disturbances() {
    return Set.of();
  }

  public final void wipe() {
    backend.wipe();
  }

  public final void close() {
    backend.cut(false);
    backend.hang(false);
  }

  public final void cutBackend() {
    backend.cut(true);
  }

  public final void restoreBackend() {
    backend.cut(false);
  }

  public final void hangBackend() {
    backend.hang(true);
  }

  public final void continueBackend() {
    backend.hang(false);
  }

  public final void loseNextReply() {
    backend.loseNextReply();
  }

  public final StoredFields storedFields() {
    return new ReferenceStoredFields(backend);
  }

  public final Set<String> secrets() {
    return Set.of(SECRET);
  }
}
