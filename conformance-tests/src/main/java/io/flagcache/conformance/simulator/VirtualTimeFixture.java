package io.flagcache.conformance.simulator;

import io.flagcache.conformance.ProviderFixture;
import java.time.Duration;

/**
 * A fixture whose backend and workers live on a clock that the simulator moves, so that a day takes
 * seconds and each run is like the other.
 *
 * <ul>
 *   <li>Neither the backend nor a worker reads any other clock.
 *   <li>A call does its work on the caller's thread: its stage is complete when the method returns.
 *   <li>Only a call that waits, for time or for another worker, completes later, and then inside
 *       {@link #advance(Duration)} or inside a call of another worker.
 * </ul>
 *
 * <p>Providers whose client library has a clock of its own cannot offer this; they are simulated in
 * real time, in shorter scenarios.
 */
public interface VirtualTimeFixture extends ProviderFixture {

  /**
   * Moves the clock. What waits for a time that is passed on the way happens before this returns.
   *
   * @param duration how far; above zero
   */
  void advance(Duration duration);
}
