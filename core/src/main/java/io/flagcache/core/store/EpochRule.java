package io.flagcache.core.store;

/**
 * Which epoch a lease gets: the one rule of all stores. Epochs grow from lease to lease, above
 * everything that lease, entry and asking worker know, so that whoever led before is told from
 * whoever leads now. Scripts and statements that run in a server mirror it, and the kit plays the
 * same cases on each store.
 *
 * <p>A stored number that no fleet can have counted up to is damage. It counts as absent, wherever
 * it stands, so that the fleet goes on from the numbers that are left.
 */
public final class EpochRule {

  /**
   * No epoch is as high: one leader in each millisecond takes 140,000 years to get there. Below it,
   * numbers of Lua and JavaScript are exact, and adding one overflows nothing.
   */
  public static final long MAX_PLAUSIBLE_EPOCH = 1L << 52;

  private EpochRule() {}

  /**
   * An epoch as far as it can be believed.
   *
   * @param epoch what is stored
   * @return the same, or 0 as if it were absent
   */
  public static long plausible(long epoch) {
    return epoch > 0 && epoch < MAX_PLAUSIBLE_EPOCH ? epoch : 0; // S23
  }

  /**
   * Whether whoever holds the lease and renews it goes on under its epoch. An own epoch below the
   * floor comes from an old copy of the backend's data.
   *
   * @param lease the epoch of the lease
   * @param floor the highest epoch that the asking worker has seen
   * @return false if the lease needs a new epoch
   */
  public static boolean keeps(long lease, long floor) {
    return plausible(lease) > 0 && lease >= plausible(floor);
  }

  /**
   * The epoch under which a lease is granted or renewed.
   *
   * @param own whether the asking worker holds the lease already
   * @param lease the epoch of the present lease, or of the one before; anything if there was none
   * @param floor the highest epoch that the asking worker has seen
   * @param entry the epoch of the live entry; 0 if there is none
   * @return the lease's if it is kept, otherwise a new one
   */
  public static long granted(boolean own, long lease, long floor, long entry) {
    return own && keeps(lease, floor) ? lease : next(lease, floor, entry); // S2
  }

  /**
   * The epoch of a new lease.
   *
   * @param lease the epoch of the lease before it; anything if there was none
   * @param floor the highest epoch that the asking worker has seen
   * @param entry the epoch of the live entry; 0 if there is none
   * @return greater than each of these that is plausible
   */
  public static long next(long lease, long floor, long entry) {
    return Math.max(Math.max(plausible(lease), plausible(floor)), plausible(entry)) + 1; // S4
  }
}
