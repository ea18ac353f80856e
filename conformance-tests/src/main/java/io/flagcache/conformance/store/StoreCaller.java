package io.flagcache.conformance.store;

import io.flagcache.Deadline;
import io.flagcache.conformance.internal.Concurrently;
import io.flagcache.conformance.internal.Timing;
import io.flagcache.conformance.internal.Verdict;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.FlagCacheStore;
import io.flagcache.core.store.LeaseAnswer;
import io.flagcache.core.store.LeaseAnswer.Held;
import io.flagcache.core.store.LeaseRequest;
import io.flagcache.core.store.ReadAnswer;
import io.flagcache.core.store.ReadAnswer.Found;
import io.flagcache.core.store.StoreStatus;
import io.flagcache.core.store.StoreStatus.LeaseStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An owner and its store, called as the engine calls it: one call at a time, each on a thread of
 * its own, with a deadline. Every mishap becomes a sentence.
 */
final class StoreCaller {

  static final Duration ENTRY_TTL = Duration.ofHours(1);

  private final String name;
  private final String owner;
  private final FlagCacheStore store;
  private final Verdict verdict;
  private final Timing timing;
  private int grants;
  private boolean closed;

  StoreCaller(String name, String owner, FlagCacheStore store, Verdict verdict, Timing timing) {
    this.name = name;
    this.owner = owner;
    this.store = store;
    this.verdict = verdict;
    this.timing = timing;
  }

  /** One primitive of a store. */
  interface Primitive<T> {
    T run(FlagCacheStore store, Deadline deadline) throws Exception;
  }

  String owner() {
    return owner;
  }

  FlagCacheStore store() {
    return store;
  }

  LeaseRequest request() {
    return request(timing.longLease());
  }

  LeaseRequest request(Duration lease) {
    return new LeaseRequest(owner, lease, ENTRY_TTL, 0);
  }

  LeaseRequest request(Duration lease, Duration entryTtl) {
    return new LeaseRequest(owner, lease, entryTtl, 0);
  }

  LeaseRequest requestAbove(long floor) {
    return new LeaseRequest(owner, timing.longLease(), ENTRY_TTL, floor);
  }

  LeaseAnswer asks() {
    return asks(request());
  }

  LeaseAnswer asks(LeaseRequest request) {
    LeaseAnswer answer =
        call("lease request", (store, deadline) -> store.acquireOrRenew(request, deadline));
    grants += answer instanceof Held ? 1 : 0;
    return answer;
  }

  boolean isGranted() {
    return asks() instanceof Held;
  }

  /** Asks for a lease that must be granted. */
  Held leads() {
    return leads(request());
  }

  /** Asks for a lease that must be granted. */
  Held leads(LeaseRequest request) {
    if (asks(request) instanceof Held held) {
      return held;
    }
    throw verdict.asIn("S1").broken(this + " was refused a lease that is free or its own");
  }

  Entry entry(long epoch, long sequence) {
    return entry(epoch, sequence, 100);
  }

  Entry entry(long epoch, long sequence, int bytes) {
    return Entries.of(store.payloadFormat(), epoch, sequence, bytes);
  }

  boolean publishes(Entry entry) {
    return publishes(entry, ENTRY_TTL);
  }

  boolean publishes(Entry entry, Duration ttl) {
    return call("publish", (store, deadline) -> store.publish(owner, entry, ttl, deadline));
  }

  /** Publishes what must not be refused. */
  Entry published(Entry entry) {
    return published(entry, ENTRY_TTL);
  }

  /** Publishes what must not be refused. */
  Entry published(Entry entry, Duration ttl) {
    verdict.asIn("S9").that(publishes(entry, ttl), this + " leads, and its publish was refused");
    return entry;
  }

  boolean fills(Entry entry) {
    return fills(entry, ENTRY_TTL);
  }

  boolean fills(Entry entry, Duration ttl) {
    return call(
        "publishIfAbsent", (store, deadline) -> store.publishIfAbsent(entry, ttl, deadline));
  }

  ReadAnswer reads() {
    return reads(Optional.empty());
  }

  ReadAnswer reads(Optional<EntryStamp> known) {
    return call("read", (store, deadline) -> store.read(known, deadline));
  }

  /** The stamp of the entry that a read finds. */
  Optional<EntryStamp> readsStamp() {
    return reads() instanceof Found found ? Optional.of(found.entry().stamp()) : Optional.empty();
  }

  Optional<EntryStamp> stamp() {
    return call("stamp", FlagCacheStore::stamp);
  }

  void discards(EntryStamp stamp) {
    call(
        "discard",
        (store, deadline) -> {
          store.discard(stamp, deadline);
          return stamp;
        });
  }

  void releases(long epoch) {
    call(
        "release",
        (store, deadline) -> {
          store.release(owner, epoch, deadline);
          return epoch;
        });
  }

  /** Gives a lease up for others to take; that one release is enough is for S2 to judge. */
  void leaves(long epoch) {
    for (; grants > 0; grants--) {
      releases(epoch);
    }
  }

  StoreStatus inspects() {
    return call("inspection", FlagCacheStore::inspect);
  }

  /** The lease that an inspection must find. */
  LeaseStatus leaseFound() {
    return inspects()
        .lease()
        .orElseThrow(() -> verdict.broken(this + "'s inspection found no lease while one lives"));
  }

  boolean revokes(LeaseStatus lease) {
    return call("revocation", (store, deadline) -> store.revoke(lease, deadline));
  }

  /** Calls a primitive that must not fail. */
  <T> T call(String name, Primitive<T> primitive) {
    Duration deadline = timing.deadline(8000);
    Reply<T> reply = attempt(name, deadline, primitive);
    Throwable failure = reply.failure();
    T value = reply.value();
    if (failure != null) {
      String what = this + "'s " + name + " failed: " + failure;
      throw verdict.callFailed(what, reply.took(), deadline, failure);
    }
    if (value == null) {
      throw verdict.broken(this + "'s " + name + " returned null");
    }
    return value;
  }

  /** Calls a primitive that may fail, but must end. */
  <T> Reply<T> attempt(String name, Duration deadline, Primitive<T> primitive) {
    Duration limit = deadline.plus(timing.slack());
    long start = System.nanoTime();
    FutureTask<T> task = new FutureTask<>(() -> primitive.run(store, Deadline.after(deadline)));
    Thread thread = new Thread(task, Concurrently.THREAD_NAME);
    thread.setDaemon(true);
    thread.start();
    try {
      T value = task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
      return new Reply<>(value, null, since(start));
    } catch (ExecutionException e) {
      return new Reply<>(null, e.getCause(), since(start));
    } catch (TimeoutException e) {
      throw verdict.late(this + "'s a deadline of " + deadline + " and did not end in " + limit, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw verdict.broken("the test was interrupted while it waited for " + this, e);
    }
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** Closes the store, once. */
  void closes() {
    if (closed) {
      return;
    }
    closed = true;
    call(
        "close",
        (store, deadline) -> {
          store.close();
          return owner;
        });
  }

  @Override
  public String toString() {
    return name;
  }
}
