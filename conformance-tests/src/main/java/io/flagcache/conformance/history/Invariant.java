package io.flagcache.conformance.history;

import java.time.Duration;
import java.util.function.Supplier;

/** One promise, judged event by event. */
interface Invariant {

  /** Judges an event that the account has not taken in yet. */
  void judge(HistoryEvent event);

  /**
   * Where broken promises are reported; most stories of a provider that breaks one are not told.
   */
  interface Report {
    void broken(String rule, Duration at, Supplier<String> story);
  }
}
