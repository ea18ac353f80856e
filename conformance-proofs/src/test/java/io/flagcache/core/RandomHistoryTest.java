package io.flagcache.core;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Hours of a fleet's life with faults at random, on a clock that only the test moves, over each
 * kind of store; judged by {@link io.flagcache.conformance.history.History}, to which it also shows
 * what is stored. A failure names its store and its seed, which repeat it, and shows the events up
 * to it.
 */
public class RandomHistoryTest {

  private static final int SEEDS = 120;

  @TestFactory
  Stream<DynamicTest> whateverHappensNobodyStepsBackAndAllEndsWell() {
    return Stream.of(StoreProfile.values())
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
