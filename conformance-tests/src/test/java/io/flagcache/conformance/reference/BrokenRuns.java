package io.flagcache.conformance.reference;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs the kit on everything that is broken, some at a time, since most of a run is waiting. */
final class BrokenRuns implements AutoCloseable {

  /** Names what is broken to the test class. */
  static final String PARAMETER = "flagcache.broken";

  private static final int AT_A_TIME = 3;

  private final ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
  private final Map<String, Future<KitRun>> runs = new HashMap<>();

  <F> BrokenRuns(Class<?> testClass, List<Broken<F>> all) {
    for (Broken<F> broken : all) {
      runs.put(
          broken.name(),
          threads.submit(() -> KitRun.of(testClass, Map.of(PARAMETER, broken.name()))));
    }
  }

  KitRun of(Broken<?> broken) throws InterruptedException, ExecutionException {
    return runs.get(broken.name()).get();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
