package io.flagcache.conformance.reference;

import static org.junit.platform.launcher.TagFilter.excludeTags;
import static org.junit.platform.launcher.TagFilter.includeTags;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  /** What takes most of a run is judged where a rule of it is what is broken. */
  private static final Map<String, Set<String>> COSTLY =
      Map.of("large", Set.of("P2", "P9", "S11"), "damage", Set.of("H1", "H2", "H4", "R2"));

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
                    excludeTags(tagsLeftOut(broken)),
                    Chapters.of(broken.rules()));
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
                    Chapters.of(broken.rules()));
                return run;
              }));
    }
  }

  private static List<String> tagsLeftOut(Broken<?> broken) {
    List<String> tags = new ArrayList<>(List.of(COUNTS_THREADS));
    if (!broken.rules().isEmpty() && !Chapters.ALL) {
      COSTLY.forEach(
          (tag, rules) -> {
            if (Collections.disjoint(rules, broken.rules())) {
              tags.add(tag);
            }
          });
    }
    return tags;
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
