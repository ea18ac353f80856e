package io.flagcache.conformance.internal;

import java.time.Duration;

/**
 * The time in which a test lets leases and lifetimes end. It is the real one, unless the fixture
 * has one that tests move: then nobody waits, and no machine is too slow.
 */
public interface TestTime {

  /** The real time. */
  TestTime REAL =
      new TestTime() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public void pass(Duration duration) {
          Await.pause(duration);
        }
      };

  /**
   * What time it is.
   *
   * @return nanoseconds since some moment
   */
  long nanoTime();

  /**
   * Lets time pass.
   *
   * @param duration how much
   */
  void pass(Duration duration);

  /** A fixture that says in which time its backend lives. */
  interface Source {

    /**
     * The time of the backend's leases and lifetimes.
     *
     * @return the time
     */
    TestTime time();
  }

  /**
   * The time in which a fixture's backend lives.
   *
   * @param fixture of either half of the kit
   * @return its own or the real one
   */
  static TestTime of(Object fixture) {
    return fixture instanceof Source source ? source.time() : REAL;
  }
}
