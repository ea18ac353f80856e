package io.flagcache.core;

import io.flagcache.Deadline;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.ElectionState.CoolingDown;
import io.flagcache.core.ElectionState.Following;
import io.flagcache.core.ElectionState.Leading;
import io.flagcache.core.ElectionState.Starting;
import io.flagcache.core.FlagCacheEvent.BecameLeader;
import io.flagcache.core.FlagCacheEvent.LostLeadership;
import io.flagcache.core.FlagCacheEvent.PublishRefused;
import io.flagcache.core.FlagCacheEvent.Republished;
import io.flagcache.core.FlagCacheEvent.Resigned;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.FlagCacheStore;
import io.flagcache.core.store.LeaseAnswer;
import io.flagcache.core.store.StoreStatus;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The rules of the contract over one store. Blocking, and for one call at a time, but for the
 * methods that say otherwise.
 */
final class Engine {

  /** A leader that finds the cache empty at so many polls, with nothing to publish, resigns. */
  private static final int EMPTY_POLLS_OF_A_LEADER = 3;

  /** Between so many polls a leader that keeps the contract has published again. */
  private static final int EMPTY_POLLS_OF_A_FOLLOWER = 2;

  private final FlagCacheSettings settings;
  private final FlagCacheStore store;
  private final LongSupplier nanoTime;
  private final FlagCacheListener listener;
  private final boolean leaderMayBeForeign;
  private final LastKnownDefinitions lastKnown;
  private final OutageDetector outages;
  private final HeldDefinitions held;
  private final LeaseRequester lease;
  private final EntryReader reader;
  private final EntryWriter writer;
  private final PollWatch pollWatch;

  private volatile ElectionState state = new Starting();
  private @Nullable Long firstEmptyRead;

  Engine(
      FlagCacheSettings settings,
      FlagCacheStore store,
      String owner,
      LongSupplier nanoTime,
      FlagCacheListener listener) {
    this.settings = settings;
    this.store = store;
    this.nanoTime = nanoTime;
    this.listener = listener;
    this.leaderMayBeForeign = store.payloadFormat().mayBeLedByOthers();
    this.lastKnown = new LastKnownDefinitions(holdTime(settings), nanoTime);
    this.outages = new OutageDetector(settings.lease(), nanoTime, listener, lastKnown);
    this.held = new HeldDefinitions(settings, outages, lastKnown, listener);
    this.lease = new LeaseRequester(settings, store, outages, owner);
    EntryCodec codec = new EntryCodec(store.payloadFormat(), settings.maxDocumentBytes());
    this.reader = new EntryReader(store, outages, codec, lastKnown, nanoTime, listener);
    this.writer =
        new EntryWriter(store, outages, codec, lastKnown, owner, settings.entryTtl(), listener);
    this.pollWatch = new PollWatch(settings.lease(), nanoTime, listener);
  }

  /**
   * How long until a leader has certainly published. If the former one is gone, this worker takes
   * over itself, and may have to wait twice: what the former one asked for before it was gone is
   * carried out late, be it a renewal or a lock. The polls are to look, to be told, and to publish.
   */
  private static Duration holdTime(FlagCacheSettings settings) {
    return settings.lease().multipliedBy(2).plus(settings.pollInterval().multipliedBy(3));
  }

  /**
   * Decides a poll.
   *
   * @throws Exception what the backend threw, unless the outage policy holds
   */
  Decision poll(Deadline deadline) throws Exception {
    if (settings.role() == Role.READER) {
      return Decision.READ; // C3
    }
    pollWatch.polled();
    try {
      return decide(deadline);
    } catch (Exception e) {
      if (state instanceof Leading leading) {
        state = leading.unconfirmed();
      }
      held.getOrThrow(e); // F2
      return Decision.READ;
    }
  }

  private Decision decide(Deadline deadline) throws Exception {
    if (state instanceof CoolingDown pause && nanoTime.getAsLong() - pause.end() < 0) {
      findsEntry(deadline);
      return Decision.READ; // P7
    }
    if (state instanceof Starting) {
      boolean warm = findsEntry(deadline);
      state = Following.NO_LEADER_KNOWN;
      if (warm) {
        return Decision.READ; // C2
      }
    }
    long asked = nanoTime.getAsLong();
    LeaseAnswer answer = lease.request(deadline); // E1, E7: nowhere else
    reader.observe(answer.entry());
    if (answer instanceof LeaseAnswer.HeldByOther) {
      return follow(answer.entry().isEmpty()); // E3
    }
    Leadership leadership = leadershipUnder(answer.epoch());
    state = new Leading(leadership, asked + settings.lease().toNanos(), true);
    leadership.polled(answer.entry().orElse(null));
    return lead(leadership, deadline);
  }

  private boolean findsEntry(Deadline deadline) throws Exception {
    Optional<EntryStamp> stored = outages.ask(StoreOperation.STAMP, () -> store.stamp(deadline));
    reader.observe(stored);
    return stored.isPresent();
  }

  private Leadership leadershipUnder(long epoch) {
    if (state instanceof Leading leading && leading.leadership().epoch() == epoch) {
      return leading.leadership(); // E2
    }
    loseLeadership();
    listener.on(new BecameLeader(epoch));
    return new Leadership(epoch);
  }

  private Decision lead(Leadership leadership, Deadline deadline) {
    if (mayHaveToRepublish(leadership)) {
      return Decision.FETCH_AND_REPUBLISH;
    }
    if (leadership.emptyPolls() < EMPTY_POLLS_OF_A_LEADER) {
      return Decision.FETCH; // R3
    }
    resign(leadership, deadline); // P7
    return Decision.READ;
  }

  private void resign(Leadership leadership, Deadline deadline) {
    state = new CoolingDown(nanoTime.getAsLong() + settings.lease().toNanos());
    listener.on(new Resigned(leadership.epoch(), settings.lease()));
    try {
      lease.release(leadership.epoch(), deadline);
    } catch (Exception reported) {
      // The lease ends by itself.
    }
  }

  private Decision follow(boolean foundNothing) {
    int before = state instanceof Following following ? following.emptyPolls() : 0;
    loseLeadership();
    Following now = new Following(true, foundNothing ? before + 1 : 0);
    state = now;
    return mayHaveToRepublish(now) ? Decision.READ_AND_REPUBLISH : Decision.READ;
  }

  private void loseLeadership() {
    if (state instanceof Leading lost) {
      listener.on(new LostLeadership(lost.leadership().epoch()));
    }
  }

  private boolean mayHaveToRepublish(Following following) {
    return leaderMayBeForeign
        && following.emptyPolls() >= EMPTY_POLLS_OF_A_FOLLOWER
        && lastKnown.publishable().isPresent(); // P6
  }

  private boolean mayHaveToRepublish(Leadership leadership) {
    EntryStamp stored = leadership.stored();
    return stored == null
        ? lastKnown.publishable().isPresent() // P6
        : leadership.isDisplaced()
            || lastKnown.mayBeNewerThan(stored) // P11, O2
            || reader.foundDamaged(stored); // P8
  }

  /** Publishes what this worker remembers, unless the store turns out to have something newer. */
  void republish(Deadline deadline) throws Exception {
    if (state instanceof Leading leading && mayHaveToRepublish(leading.leadership())) {
      republish(leading.leadership(), deadline);
    } else if (state instanceof Following following && mayHaveToRepublish(following)) {
      writer
          .republishIfAbsent(lease.highestEpoch(), lastKnown.publishable().orElseThrow(), deadline)
          .ifPresent(stamp -> listener.on(new Republished(stamp)));
    }
  }

  private void republish(Leadership leadership, Deadline deadline) throws Exception {
    EntryStamp stored = leadership.stored();
    if (stored != null && !leadership.isDisplaced() && !lastKnown.isNewerThan(stored)) {
      reader.read(mayDiscard(), deadline);
      // What is damaged is replaced though the store may not find it again to discard it.
      if (!lastKnown.isNewerThanLastRead() && !reader.foundDamaged(stored)) { // P8
        return;
      }
    }
    LastKnownDefinitions.Document own = lastKnown.publishable().orElse(null);
    if (own == null) {
      return;
    }
    if (writer.republish(leadership, own, deadline)) {
      listener.on(new Republished(Objects.requireNonNull(leadership.stored())));
    } else {
      refused(leadership);
    }
  }

  /** Stores what this worker fetched: as leader in place of the entry, else if there is none. */
  void received(FlagDefinitionCacheData data, Deadline deadline) throws Exception {
    if (settings.role() == Role.READER) {
      return; // C3
    }
    // Nothing says when the document was fetched, but it was after the decision to do so: a process
    // that was stopped in between must not take it for a fresh one.
    Duration age = pollWatch.sinceLastPoll();
    if (!(state instanceof Leading leading)) {
      writer.publishIfAbsent(lease.highestEpoch(), data, age, deadline); // P4
    } else if (!writer.publish(leading, data, age, deadline)) { // P3
      refused(leading.leadership());
    }
  }

  private void refused(Leadership leadership) {
    listener.on(new PublishRefused(leadership.epoch()));
    loseLeadership();
    state = new Following(true, 0);
  }

  /**
   * What a read finds that needs no question, since the decision of the same poll has asked it.
   * Safe to call from any thread while no other call is under way.
   */
  Optional<FlagDefinitionCacheData> readInThisPoll() {
    return reader.readInThisPoll();
  }

  /** Reads the cache. */
  Lookup get(Deadline deadline) throws Exception {
    Optional<FlagDefinitionCacheData> data = held.get();
    if (data.isPresent() && outages.failedWithin(PollWatch.SAME_POLL)) {
      return new Lookup(data, false);
    }
    try {
      data = reader.read(mayDiscard(), deadline);
    } catch (Exception e) {
      return Lookup.of(held.getOrThrow(e)); // F2
    }
    return new Lookup(data, data.isEmpty() && awaitsFirstPublish()); // C1
  }

  /** A foreign leader does not replace what is gone: then somebody has to have something for it. */
  private boolean mayDiscard() {
    boolean replaced =
        !leaderMayBeForeign || state instanceof Leading || lastKnown.publishable().isPresent();
    return settings.role() == Role.WORKER && replaced; // C3
  }

  private boolean awaitsFirstPublish() {
    boolean expected =
        settings.role() == Role.READER || (state instanceof Following now && now.leaderKnown());
    if (lastKnown.served().isPresent() || !expected) {
      return false;
    }
    long now = nanoTime.getAsLong();
    long since = firstEmptyRead == null ? now : firstEmptyRead;
    firstEmptyRead = since;
    return now - since < settings.transferDeadline().toNanos();
  }

  /** What the worker keeps while the backend is out of reach. Safe to call from any thread. */
  Optional<FlagDefinitionCacheData> held() {
    return held.get();
  }

  /** Whether this worker leads, as far as it knows. Safe to call from any thread. */
  boolean isLeader() {
    return state instanceof Leading leading && nanoTime.getAsLong() - leading.leaseEnd() < 0;
  }

  /** The age of the definitions that this worker serves. Safe to call from any thread. */
  Optional<Duration> definitionsAge() {
    return lastKnown.age();
  }

  /** Whether an outage has been reported and not its end. Safe to call from any thread. */
  boolean isInOutage() {
    return outages.outage() != null;
  }

  /** Safe to call from any thread. */
  Duration sinceBackendAnswered() {
    return outages.sinceLastAnswer();
  }

  StoreStatus inspect(Deadline deadline) throws Exception {
    return outages.ask(StoreOperation.INSPECT, () -> store.inspect(deadline));
  }

  boolean revoke(StoreStatus.LeaseStatus lease, Deadline deadline) throws Exception {
    if (settings.role() == Role.READER) {
      throw new IllegalStateException(
          "role is reader, which never writes; revoke the lease through a provider with role worker");
    }
    return outages.ask(StoreOperation.REVOKE, () -> store.revoke(lease, deadline));
  }

  void close(Deadline deadline) throws Exception {
    ElectionState last = state;
    state = Following.NO_LEADER_KNOWN;
    try {
      if (last instanceof Leading leading) {
        lease.release(leading.leadership().epoch(), deadline); // E5
      }
      lease.releaseUnheard(deadline); // F5
    } finally {
      store.close();
    }
  }
}
