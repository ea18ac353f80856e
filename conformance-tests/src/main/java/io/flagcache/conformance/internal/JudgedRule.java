package io.flagcache.conformance.internal;

import io.flagcache.conformance.rule.Disturbance;
import java.util.Set;

/**
 * What a test says of itself.
 *
 * @param id the rule that it judges
 * @param needs what the fixture has to be able to do for it
 * @param disturbs what it does that others may feel
 * @param <C> the capabilities of this half of the kit
 */
public record JudgedRule<C extends Enum<C>>(String id, Set<C> needs, Set<Disturbance> disturbs) {

  /**
   * Waits until the test may begin.
   *
   * @param felt which disturbances of its fixture others feel
   * @return ends its turn
   * @throws InterruptedException if the test is not to run any more
   */
  public Runnable takeTurn(Set<Disturbance> felt) throws InterruptedException {
    return Turns.take(
        disturbs.contains(Disturbance.THREADS) || disturbs.stream().anyMatch(felt::contains));
  }
}
