package io.flagcache.core.record;

import io.flagcache.Deadline;
import io.flagcache.core.store.Access;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a backend offers that can replace one small record if it is unchanged (compare-and-set), and
 * keep bytes beside it, for one service key. {@link RecordStore} makes a store of it: who leads,
 * what has expired and what is published is decided there.
 *
 * <p><b>Threads.</b> All methods are called one at a time, each seeing what the one before it has
 * done, but not always on the same thread. They block.
 *
 * <p><b>Time.</b> Every method returns or throws before its deadline: hand the remaining time to
 * the client as its time-out.
 *
 * <p><b>Errors.</b> A method throws when the backend could not be asked, or its answer was lost; it
 * may then have happened or not. Messages show no credential. What is stored and cannot be
 * understood is no error, but counts as absent: {@link VersionedRecord#of} and {@link
 * VersionedRecord#parse} see to that.
 *
 * @param <V> tells changes of the record: its text, for example, or a number that the backend
 *     counts; with {@code equals}
 */
public interface RecordBackend<V> {

  /**
   * Reads the record, in one round trip.
   *
   * @param freshness whether it may lag behind
   * @param deadline when the answer is due
   * @return the record and its version, also if there is none
   * @throws Exception if the backend could not be asked; nothing is mounted, nothing is connected
   *     and the like are no empty backend
   */
  VersionedRecord<V> read(Freshness freshness, Deadline deadline) throws Exception;

  /**
   * Replaces the record if it still has the version that was seen. Check and write are one step of
   * the backend, or are done under a lock that all workers take. A backend that is asked again by
   * its client after a lost answer refuses what it has done itself; that need not be told apart.
   *
   * @param seen what the decision was made by
   * @param next what is to be stored. If its epoch is higher than the one that was seen, the
   *     backend may store one that is higher still
   * @param patience how long to wait for another worker's lock; may be zero. Backends without a
   *     lock ignore it
   * @param deadline when the answer is due
   * @return what was done
   * @throws Exception if the backend could not be asked; the record may be replaced or not
   */
  ReplaceAnswer<V> replace(
      VersionedRecord<V> seen, LeaseRecord next, Duration patience, Deadline deadline)
      throws Exception;

  /**
   * Stores a payload where no record names it yet, so that nobody reads it.
   *
   * @param payload of any size
   * @param life how long the backend has to keep it; a backend that does not expire anything
   *     ignores it
   * @param deadline when it has to be done
   * @return a name that was never used: up to 100 letters, digits and hyphens
   * @throws Exception if the backend could not be asked; parts of it may stay behind
   */
  String putPayload(byte[] payload, Duration life, Deadline deadline) throws Exception;

  /**
   * Reads a payload, as long as nobody would read a longer one. What is longer is not to be
   * transferred: somebody else may have put it there.
   *
   * @param generation its name
   * @param limit how many bytes to take at most
   * @param deadline when the answer is due
   * @return what was put; of one that is longer than the limit its start, see {@link
   *     StoredPayload#tooLong}; empty if it is not there, or not all of it
   * @throws Exception if the backend could not be asked
   */
  Optional<StoredPayload> payload(String generation, int limit, Deadline deadline) throws Exception;

  /**
   * Lets a payload live longer. Called only if there is a {@link #payloadReserve}.
   *
   * @param generation its name
   * @param life how long the backend has to keep it from now on
   * @param deadline when it has to be done
   * @throws Exception if the backend could not be asked
   */
  default void keepPayload(String generation, Duration life, Deadline deadline) throws Exception {}

  /**
   * Deletes a payload that no record names any more.
   *
   * @param generation its name
   * @param deadline when it has to be done
   * @throws Exception if the backend could not be asked; the payload may stay behind
   */
  void deletePayload(String generation, Deadline deadline) throws Exception;

  /**
   * Deletes all payloads of this service key but one: the one that was replaced, and whatever
   * writers left that were killed. Called by a leader, after its first publication.
   *
   * @param generation the name of the one that stays
   * @param deadline when it has to be done
   * @throws Exception if the backend could not be asked; some may stay behind
   */
  void deletePayloadsExcept(String generation, Deadline deadline) throws Exception;

  /**
   * How much longer than its entry a payload is kept. A payload is prolonged when half of this is
   * used up, so that the backend is not asked for it at each poll.
   *
   * @param entryTtl how long the entry lives
   * @return the reserve; empty if the backend never deletes anything by itself
   */
  default Optional<Duration> payloadReserve(Duration entryTtl) {
    return Optional.empty();
  }

  /**
   * What time it is by the backend's own clock, without asking it: carried on from its last answer,
   * for example. With a clock, a worker that has just started knows how old an entry is; without,
   * lifetimes are watched. No lease is ever taken over by it.
   *
   * @return milliseconds since 1970; empty if the backend has no clock, or has not told yet
   */
  default OptionalLong now() {
    return OptionalLong.empty();
  }

  /**
   * How far two times by that clock may be apart that are the same.
   *
   * @return the precision
   */
  default Duration clockPrecision() {
    return Duration.ZERO;
  }

  /**
   * What an administrator has to run or to write so that the backend's user may do what a role
   * needs, see {@link io.flagcache.core.store.FlagCacheStore#rights}.
   *
   * @param access what the user is to do
   * @return one or several lines; empty if the backend knows no rights
   */
  default String rights(Access access) {
    return "";
  }

  /** Closes what this backend opened, and nothing that it was handed. */
  void close();

  /** Names the backend for logs, for example its kind and version; shows no credential. */
  @Override
  String toString();
}
