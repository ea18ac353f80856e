package io.flagcache.conformance.reference;

import io.flagcache.Deadline;
import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.conformance.WorkerSettings;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

/** Workers that keep all rules in one process, and not in two. */
final class BrokenProcesses {

  private BrokenProcesses() {}

  /** As a lease in a static map. */
  static ReferenceFixture withALeaseInEach() {
    ReferenceBackend other = new ReferenceBackend();
    return fixture(
        new ReferenceBackend(),
        ReferenceProvider::new,
        (backend, settings) -> new ReferenceProvider(other, settings));
  }

  static ReferenceFixture withOwnersCountedInEach() {
    return fixture(new ReferenceBackend(), counted(), counted());
  }

  private static BiFunction<ReferenceBackend, WorkerSettings, FlagDefinitionCacheProvider>
      counted() {
    AtomicInteger workers = new AtomicInteger();
    return (backend, settings) ->
        new ReferenceProvider(backend, settings, "worker-" + workers.incrementAndGet());
  }

  /** As a check and a write in a synchronized method. */
  static ReferenceFixture withALockInEach() {
    return fixture(new BrokenBackends.TwoWinners(), locked(), locked());
  }

  private static BiFunction<ReferenceBackend, WorkerSettings, FlagDefinitionCacheProvider>
      locked() {
    Object lock = new Object();
    return (backend, settings) ->
        new ReferenceProvider(backend, settings) {
          @Override
          protected boolean shouldFetch(Deadline deadline) throws Exception {
            synchronized (lock) {
              return super.shouldFetch(deadline);
            }
          }
        };
  }

  private static ReferenceFixture fixture(
      ReferenceBackend backend,
      BiFunction<ReferenceBackend, WorkerSettings, FlagDefinitionCacheProvider> workers,
      BiFunction<ReferenceBackend, WorkerSettings, FlagDefinitionCacheProvider> others) {
    return new ReferenceFixture(backend, workers, new ManualTime()).withOtherProcess(others);
  }
}
