package io.flagcache.core;

import io.flagcache.core.store.EntryStamp;
import java.time.Duration;

/** What can happen to a provider. Each happening is reported once, not at every poll. */
public sealed interface FlagCacheEvent {

  /**
   * This worker leads now.
   *
   * @param epoch the fencing token of its lease
   */
  record BecameLeader(long epoch) implements FlagCacheEvent {}

  /**
   * This worker lost leadership: another took over after its lease had run out.
   *
   * @param epoch the fencing token of the lost lease
   */
  record LostLeadership(long epoch) implements FlagCacheEvent {}

  /**
   * This worker gave up leading an empty cache, since it had nothing to publish, so that another
   * can lead.
   *
   * @param epoch the fencing token of the lease that was given up
   * @param coolDown how long it stays out of the election
   */
  record Resigned(long epoch, Duration coolDown) implements FlagCacheEvent {}

  /**
   * This worker stored what it received from the API.
   *
   * @param stamp identifies the entry
   * @param documentBytes its length as JSON text
   * @param storedBytes its length as stored
   */
  record Published(EntryStamp stamp, int documentBytes, int storedBytes)
      implements FlagCacheEvent {}

  /**
   * The leader found the entry missing, damaged or older than its own document, and stored its own
   * again. Where others than flagcache may lead, a follower stores it that finds none for some
   * polls.
   *
   * @param stamp identifies the new entry
   */
  record Republished(EntryStamp stamp) implements FlagCacheEvent {}

  /**
   * The store refused to let this worker publish: it had been superseded as leader.
   *
   * @param epoch the fencing token that was refused
   */
  record PublishRefused(long epoch) implements FlagCacheEvent {}

  /**
   * The store is out of reach, and this worker goes on with the definitions it has in memory.
   *
   * @param age the time since it received or read them
   */
  record ServedFromMemory(Duration age) implements FlagCacheEvent {}

  /**
   * The stored entry cannot be read and is treated as absent.
   *
   * @param stamp identifies the entry
   * @param reason what is wrong with it
   */
  record EntryUnreadable(EntryStamp stamp, String reason) implements FlagCacheEvent {}

  /**
   * The backend stopped answering, or refuses some of what it is asked.
   *
   * @param cause the first failure
   */
  record OutageBegan(Throwable cause) implements FlagCacheEvent {}

  /**
   * The backend answers again: what failed first works, or nothing has failed for as long as a
   * lease. An outage that begins within a lease after the one before it ends in the latter way
   * only, so that a backend that flaps is not reported at each turn.
   *
   * @param duration the time since the first failure
   */
  record OutageEnded(Duration duration) implements FlagCacheEvent {}

  /**
   * Polls come further apart than the lease is long, so that leadership is lost between them.
   *
   * @param observed the time between two polls
   * @param lease the configured lease
   */
  record LeaseTooShort(Duration observed, Duration lease) implements FlagCacheEvent {}
}
