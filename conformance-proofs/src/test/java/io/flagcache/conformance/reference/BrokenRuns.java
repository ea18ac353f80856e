package io.flagcache.conformance.reference;

import static org.junit.platform.launcher.TagFilter.excludeTags;
import static org.junit.platform.launcher.TagFilter.includeTags;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs the kit on everything that is broken; since most of a run is waiting, many at a time. */
final class BrokenRuns implements AutoCloseable {

  /** Names what is broken to the test class. */
  static final String PARAMETER = "flagcache.broken";

  /** What counts the threads of the JVM is judged when all other runs have ended, one by one. */
  private static final String COUNTS_THREADS = "threads";

  private final ExecutorService overlapping;
  private final ExecutorService alone = Executors.newSingleThreadExecutor();
  private final Map<String, Future<KitRun>> runs = new LinkedHashMap<>();

  /**
   * Starts the runs.
   *
   * @param atATime how many overlap
   */
  <F> BrokenRuns(Class<?> testClass, List<Broken<F>> all, int atATime) {
    overlapping = Executors.newFixedThreadPool(atATime);
    Map<String, Future<KitRun>> first = new LinkedHashMap<>();
    for (Broken<F> broken : all) {
      first.put(
          broken.name(),
          overlapping.submit(
              () -> {
                KitRun run = new KitRun();
                run.execute(
                    testClass,
                    parametersOf(broken),
                    excludeTags(COUNTS_THREADS),
                    OwnRules.of(broken.rules()));
                return run;
              }));
    }
    for (Broken<F> broken : all) {
      runs.put(
          broken.name(),
          alone.submit(
              () -> {
                for (Future<KitRun> other : first.values()) {
                  other.get();
                }
                KitRun run = first.get(broken.name()).get();
                run.execute(
                    testClass,
                    parametersOf(broken),
                    includeTags(COUNTS_THREADS),
                    OwnRules.of(broken.rules()));
                return run;
              }));
    }
  }

  private static Map<String, String> parametersOf(Broken<?> broken) {
    return Map.of(PARAMETER, broken.name());
  }

  KitRun of(Broken<?> broken) throws InterruptedException, ExecutionException {
    return runs.get(broken.name()).get();
  }

  @Override
  public void close() {
    overlapping.shutdownNow();
    alone.shutdownNow();
  }
}
