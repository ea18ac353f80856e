package io.flagcache.core;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Hours of a fleet's life with faults at random, on a clock that only the test moves, over each
 * kind of store. A failure names its store and its seed, which repeat it.
 *
 * <ul>
 *   <li>No epoch has two leaders.
 *   <li>Nobody goes back to an older revision, unless it has held the newer one against the store
 *       for as long as it may (P11).
 *   <li>Nobody serves what it fetched under an earlier leadership than what is stored (O1).
 *   <li>When the faults end, all workers agree; on the latest revision if the API works, and else,
 *       whoever leads, on none that is older than what the leader ever received (O2).
 * </ul>
 */
class RandomHistoryTest {

  private static final int SEEDS = 60;

  @TestFactory
  Stream<DynamicTest> whateverHappensNobodyStepsBackAndAllEndsWell() {
    return Stream.of(RandomHistory.Store.values())
        .flatMap(
            store ->
                IntStream.range(0, SEEDS)
                    .mapToObj(
                        seed ->
                            DynamicTest.dynamicTest(
                                store + ", seed " + seed,
                                () -> new RandomHistory(store, seed).run())));
  }
}
