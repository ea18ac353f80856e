package io.flagcache.core.store;

import io.flagcache.Deadline;
import java.time.Duration;
import java.util.Optional;

/**
 * The primitives that a backend implements, for one service key. Each is one atomic step of the
 * backend. All rules above them are the engine's: a store that finds itself deciding anything else
 * does too much. The rules of each are numbered in {@code docs/contract.md}, and judged by {@code
 * FlagCacheStoreConformance} of the conformance kit.
 *
 * <p><b>Threads.</b> All methods of one store are called one at a time, each seeing what the one
 * before it has done, but not always on the same thread. They block.
 *
 * <p><b>Time.</b> Leases, time-to-live and ages are measured by one clock, the backend's own, or by
 * durations that each worker measures on its own monotonic clock; never by comparing wall clocks of
 * two machines. A method returns or throws before its deadline passes, even if the server hangs:
 * the store passes the remaining time on to its client as a time-out.
 *
 * <p><b>Errors.</b> A method throws when the backend could not be asked, or its answer was lost. It
 * may then have happened or not: the engine asks again or reads back. Messages never show a
 * credential. Interrupts are not used.
 */
public interface FlagCacheStore {

  /**
   * Asks for the lease. It is granted if nobody holds it, if it has expired, or if this owner holds
   * it already, which renews it: a renewal leaves the epoch as it is, and asking twice is the same
   * as asking once. A new lease gets a new epoch, greater than every epoch before it and than the
   * request's floor; so does an own lease that is found under an epoch below the floor, as after
   * the restore of an old copy. When the lease is granted or renewed, a live entry's time-to-live
   * starts anew in the same step.
   *
   * <p>A worker that does not get the lease must not wait for one that is just being given it.
   *
   * @param request who asks, and for how long
   * @param deadline when the answer is due
   * @return who holds the lease, and the live entry's stamp
   * @throws Exception if the backend could not be asked
   */
  LeaseAnswer acquireOrRenew(LeaseRequest request, Deadline deadline) throws Exception;

  /**
   * Stores an entry in place of the present one, if the lease is still the publisher's: its owner
   * and its epoch are the ones given. A lease that has run out, but has not been given to anyone
   * since, still counts. Check and write are one step; readers see the old entry or the new one.
   *
   * @param owner the publisher
   * @param entry the entry; its stamp has the publisher's epoch
   * @param ttl how long the entry lives from now on
   * @param deadline when it has to be done
   * @return false if the lease is another's or another epoch's, in which case nothing was changed
   * @throws Exception if the backend could not be asked; the entry may be stored or not
   */
  boolean publish(String owner, Entry entry, Duration ttl, Deadline deadline) throws Exception;

  /**
   * Stores an entry if there is no live one, whoever holds the lease. Check and write are one step.
   *
   * @param entry the entry
   * @param ttl how long the entry lives from now on
   * @param deadline when it has to be done
   * @return false if there is a live entry, which stays as it is
   * @throws Exception if the backend could not be asked; the entry may be stored or not
   */
  boolean publishIfAbsent(Entry entry, Duration ttl, Deadline deadline) throws Exception;

  /**
   * Reads the live entry in one round trip, without its payload if the reader knows it.
   *
   * @param known the stamp of the entry that the reader has, if it has one
   * @param deadline when the answer is due
   * @return the entry, or that it is the known one, or that there is none
   * @throws Exception if the backend could not be asked
   */
  ReadAnswer read(Optional<EntryStamp> known, Deadline deadline) throws Exception;

  /**
   * Reads the live entry's stamp in one round trip.
   *
   * @param deadline when the answer is due
   * @return the stamp, or empty if there is no live entry
   * @throws Exception if the backend could not be asked
   */
  Optional<EntryStamp> stamp(Deadline deadline) throws Exception;

  /**
   * Removes the entry if it still is the one with this stamp. The engine calls it for an entry
   * whose content turned out to be damaged, so that the leader finds the cache empty and publishes
   * again.
   *
   * @param stamp identifies the damaged entry
   * @param deadline when it has to be done
   * @throws Exception if the backend could not be asked
   */
  void discard(EntryStamp stamp, Deadline deadline) throws Exception;

  /**
   * Ends the lease, if this owner still holds it under this epoch. The epoch stays known to the
   * backend. Doing it late or twice has no effect on anybody else's lease.
   *
   * @param owner who gives the lease up
   * @param epoch the epoch under which it was granted
   * @param deadline when it has to be done
   * @throws Exception if the backend could not be asked
   */
  void release(String owner, long epoch, Deadline deadline) throws Exception;

  /**
   * Tells who leads and what is stored, for an operator. Changes nothing: no lease and no entry
   * lives longer for it. It may take several round trips and move the payload, and needs the right
   * to read the lease, which a reader does not.
   *
   * @param deadline when the answer is due
   * @return the present lease and the live entry
   * @throws Exception if the backend could not be asked
   */
  StoreStatus inspect(Deadline deadline) throws Exception;

  /**
   * Ends the lease that an inspection found, whoever holds it, if owner and epoch are still those
   * of the present lease, or of one that has run out and was not given to anyone since. From then
   * on its holder is refused to publish under that epoch, and anyone may be granted a new lease.
   * Check and write are one step; doing it late or twice has no effect on anybody else's lease.
   *
   * @param lease the lease
   * @param deadline when it has to be done
   * @return false if it is another's or another epoch's lease by now
   * @throws Exception if the backend could not be asked
   */
  boolean revoke(StoreStatus.LeaseStatus lease, Deadline deadline) throws Exception;

  /**
   * What an administrator has to run or to write so that this store's user may do what the engine
   * needs, in the backend's own language and with the names that are really used. Does not ask the
   * backend, and shows no password.
   *
   * @param access what the user is to do
   * @return one or several lines; empty if this backend knows no rights
   */
  default String rights(Access access) {
    return "";
  }

  /**
   * What the payloads of this store look like, the same for its whole life.
   *
   * @return {@link PayloadFormat#FRAMED}, unless others than flagcache read and write the entry
   */
  default PayloadFormat payloadFormat() {
    return PayloadFormat.FRAMED;
  }

  /**
   * By how much the ages that {@link #read} tells may differ from the truth, the same for its whole
   * life: documents whose ages differ by less are not ordered by them.
   *
   * @return zero, unless the backend's clock counts in seconds, say
   */
  default Duration agePrecision() {
    return Duration.ZERO;
  }

  /** Closes what this store opened, and nothing that it was handed. */
  void close();

  /** Names the backend for logs, for example its kind and version; shows no credential. */
  @Override
  String toString();
}
