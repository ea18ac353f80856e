package io.flagcache.core;

/** Where a worker stands in the election. Each answer of the store makes a new one. */
sealed interface ElectionState {

  /** Its first question has not been answered yet. */
  record Starting() implements ElectionState {}

  /**
   * It does not lead.
   *
   * @param leaderKnown whether the last answer named another leader, who may be about to publish
   * @param emptyPolls at how many polls in a row another led and there was no entry
   */
  record Following(boolean leaderKnown, int emptyPolls) implements ElectionState {

    static final Following NO_LEADER_KNOWN = new Following(false, 0);
  }

  /**
   * It leads, as far as it knows.
   *
   * @param leaseEnd until when the lease lives at least, on the monotonic clock
   * @param confirmed whether the last poll found that it leads; if it did not get through to the
   *     store, another may lead by now
   */
  record Leading(Leadership leadership, long leaseEnd, boolean confirmed) implements ElectionState {

    Leading unconfirmed() {
      return new Leading(leadership, leaseEnd, false);
    }
  }

  /**
   * It gave up leading, and stays out of the election for a while.
   *
   * @param end when it takes part again, on the monotonic clock
   */
  record CoolingDown(long end) implements ElectionState {}
}
