package io.flagcache.core;

import io.flagcache.Deadline;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.FlagCacheEvent.BecameLeader;
import io.flagcache.core.FlagCacheEvent.LostLeadership;
import io.flagcache.core.FlagCacheEvent.PublishRefused;
import io.flagcache.core.FlagCacheEvent.Republished;
import io.flagcache.core.FlagCacheEvent.Resigned;
import io.flagcache.core.FlagCacheEvent.ServedFromMemory;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The rules of the contract over one store. Blocking, and for one thread, but for the methods that
 * say otherwise.
 */
final class Engine {

  /** A leader that finds the cache empty at so many polls, with nothing to publish, resigns. */
  private static final int EMPTY_POLLS_OF_A_LEADER = 3;

  /** A backend that has just failed one call of a poll is not waited for in the next one. */
  private static final Duration SAME_POLL = Duration.ofSeconds(1);

  private final FlagCacheSettings settings;
  private final FlagCacheStore store;
  private final String owner;
  private final LongSupplier nanoTime;
  private final FlagCacheListener listener;
  private final LastKnownDefinitions lastKnown;
  private final Backend backend;
  private final EntryReader reader;
  private final EntryWriter writer;
  private final PollWatch pollWatch;

  private volatile @Nullable Term term;
  private long highestEpoch;
  private boolean warmStartDone;
  private boolean othersLead;
  private boolean republishDue;
  private Backend.@Nullable Outage servedInOutage;
  private @Nullable Long coolDownEnd;
  private @Nullable Long firstWait;

  Engine(
      FlagCacheSettings settings,
      FlagCacheStore store,
      String owner,
      LongSupplier nanoTime,
      FlagCacheListener listener) {
    this.settings = settings;
    this.store = store;
    this.owner = owner;
    this.nanoTime = nanoTime;
    this.listener = listener;
    this.lastKnown = new LastKnownDefinitions(holdTime(settings), nanoTime);
    this.backend = new Backend(settings.lease(), nanoTime, listener, lastKnown);
    EntryCodec codec = new EntryCodec(store.payloadFormat(), settings.maxDocumentBytes());
    boolean mayWrite = settings.role() == Role.WORKER;
    this.reader = new EntryReader(store, backend, codec, lastKnown, mayWrite, nanoTime, listener);
    this.writer =
        new EntryWriter(store, backend, codec, lastKnown, owner, settings.entryTtl(), listener);
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

  boolean shouldFetch(Deadline deadline) throws Exception {
    if (settings.role() == Role.READER) {
      return false;
    }
    pollWatch.polled();
    try {
      return decide(deadline);
    } catch (Exception e) {
      Term current = term;
      if (current != null) {
        current.notRenewed();
      }
      holdOr(e);
      return false;
    }
  }

  private boolean decide(Deadline deadline) throws Exception {
    if (!warmStartDone || isCoolingDown()) {
      Optional<EntryStamp> stored = backend.ask(StoreOperation.STAMP, () -> store.stamp(deadline));
      reader.observe(stored);
      boolean firstQuestion = !warmStartDone;
      warmStartDone = true;
      if (!firstQuestion || stored.isPresent()) {
        return false;
      }
    }
    long asked = nanoTime.getAsLong();
    LeaseAnswer answer = askForLease(deadline);
    highestEpoch = Math.max(highestEpoch, EpochRule.plausible(answer.epoch()));
    reader.observe(answer.entry());
    othersLead = answer instanceof LeaseAnswer.HeldByOther;
    if (othersLead) {
      loseLeadership();
      return false;
    }
    return lead(answer, asked, deadline);
  }

  private LeaseAnswer askForLease(Deadline deadline) throws Exception {
    LeaseRequest request =
        new LeaseRequest(owner, settings.lease(), settings.entryTtl(), highestEpoch);
    Duration before = deadline.remaining();
    try {
      return backend.ask(
          StoreOperation.ACQUIRE_OR_RENEW, () -> store.acquireOrRenew(request, deadline));
    } catch (Exception e) {
      if (deadline.remaining().multipliedBy(2).compareTo(before) < 0) {
        throw e;
      }
      // Perhaps only the answer was lost and the lease is ours: asking twice is as asking once.
      return backend.ask(
          StoreOperation.ACQUIRE_OR_RENEW, () -> store.acquireOrRenew(request, deadline));
    }
  }

  private boolean lead(LeaseAnswer answer, long asked, Deadline deadline) {
    Term current = term;
    if (current == null || current.epoch() != answer.epoch()) {
      loseLeadership();
      current = new Term(answer.epoch());
      term = current;
      listener.on(new BecameLeader(answer.epoch()));
    }
    current.renewed(asked + settings.lease().toNanos());
    EntryStamp stored = answer.entry().orElse(null);
    current.found(stored);
    if (stored != null) {
      republishDue = current.isDisplaced() || lastKnown.mayBeNewerThan(stored);
      return true;
    }
    republishDue = lastKnown.publishable().isPresent();
    if (republishDue || current.countEmptyPoll() < EMPTY_POLLS_OF_A_LEADER) {
      return true;
    }
    resign(current, deadline);
    return false;
  }

  private void resign(Term current, Deadline deadline) {
    term = null;
    coolDownEnd = nanoTime.getAsLong() + settings.lease().toNanos();
    listener.on(new Resigned(current.epoch(), settings.lease()));
    try {
      release(current, deadline);
    } catch (Exception reported) {
      // The lease ends by itself.
    }
  }

  private boolean isCoolingDown() {
    if (coolDownEnd != null && nanoTime.getAsLong() - coolDownEnd >= 0) {
      coolDownEnd = null;
    }
    return coolDownEnd != null;
  }

  private void loseLeadership() {
    if (term != null) {
      listener.on(new LostLeadership(term.epoch()));
      term = null;
    }
    republishDue = false;
  }

  /** Whether the last decision found that the leader has to publish what it remembers. */
  boolean isRepublishDue() {
    return republishDue;
  }

  /** Publishes what the leader remembers, unless the store turns out to have something newer. */
  void republish(Deadline deadline) throws Exception {
    Term current = term;
    if (!republishDue || current == null) {
      return;
    }
    republishDue = false;
    EntryStamp stored = current.stored();
    if (stored != null && !current.isDisplaced() && !lastKnown.isNewerThan(stored)) {
      reader.read(deadline);
      if (!lastKnown.isNewerThanLastRead()) {
        return;
      }
    }
    LastKnownDefinitions.Document own = lastKnown.publishable().orElse(null);
    if (own == null) {
      return;
    }
    if (writer.republish(current, own, deadline)) {
      listener.on(new Republished(Objects.requireNonNull(current.stored())));
    } else {
      refused(current);
    }
  }

  void received(FlagDefinitionCacheData data, Deadline deadline) throws Exception {
    if (settings.role() == Role.READER) {
      return;
    }
    // Nothing says when the document was fetched, but it was after the decision to do so: a process
    // that was stopped in between must not take it for a fresh one.
    Duration age = pollWatch.sinceLastPoll();
    Term current = term;
    if (current == null) {
      writer.fill(highestEpoch, data, age, deadline);
    } else if (writer.publish(current, data, age, deadline)) {
      republishDue = false;
    } else {
      refused(current);
    }
  }

  private void refused(Term current) {
    listener.on(new PublishRefused(current.epoch()));
    loseLeadership();
  }

  Optional<FlagDefinitionCacheData> get(Deadline deadline) throws Exception {
    if (backend.failedWithin(SAME_POLL) && held().isPresent()) {
      return held();
    }
    try {
      return reader.read(deadline);
    } catch (Exception e) {
      return Optional.of(holdOr(e));
    }
  }

  /** Whether an empty answer should be asked for again, since a first publish is under way. */
  boolean awaitsFirstPublish() {
    boolean expected = othersLead || settings.role() == Role.READER;
    if (lastKnown.served().isPresent() || !expected) {
      return false;
    }
    if (firstWait == null) {
      firstWait = nanoTime.getAsLong();
    }
    return nanoTime.getAsLong() - firstWait < settings.transferDeadline().toNanos();
  }

  /** What the worker keeps while the backend is out of reach. Safe to call from any thread. */
  Optional<FlagDefinitionCacheData> held() {
    boolean holds =
        settings.outagePolicy() == OutagePolicy.HOLD
            && backend.sinceLastAnswer().compareTo(settings.holdLimit()) < 0;
    return holds ? lastKnown.served() : Optional.empty();
  }

  private FlagDefinitionCacheData holdOr(Exception failure) throws Exception {
    FlagDefinitionCacheData data = held().orElse(null);
    if (data == null) {
      throw failure;
    }
    Backend.Outage outage = backend.outage();
    if (!Objects.equals(outage, servedInOutage)) {
      servedInOutage = outage;
      listener.on(new ServedFromMemory(lastKnown.age().orElseThrow()));
    }
    return data;
  }

  /** Whether this worker leads, as far as it knows. Safe to call from any thread. */
  boolean isLeader() {
    Term current = term;
    return current != null && nanoTime.getAsLong() - current.leaseEnd() < 0;
  }

  /** The age of the definitions that this worker serves. Safe to call from any thread. */
  Optional<Duration> definitionsAge() {
    return lastKnown.age();
  }

  /** Whether an outage has been reported and not its end. Safe to call from any thread. */
  boolean isInOutage() {
    return backend.outage() != null;
  }

  /** Safe to call from any thread. */
  Duration sinceBackendAnswered() {
    return backend.sinceLastAnswer();
  }

  StoreStatus inspect(Deadline deadline) throws Exception {
    return backend.ask(StoreOperation.INSPECT, () -> store.inspect(deadline));
  }

  boolean revoke(StoreStatus.LeaseStatus lease, Deadline deadline) throws Exception {
    if (settings.role() == Role.READER) {
      throw new IllegalStateException(
          "role is reader, which never writes; revoke the lease through a provider with role worker");
    }
    return backend.ask(StoreOperation.REVOKE, () -> store.revoke(lease, deadline));
  }

  void close(Deadline deadline) throws Exception {
    Term current = term;
    term = null;
    try {
      if (current != null) {
        release(current, deadline);
      }
    } finally {
      store.close();
    }
  }

  private void release(Term current, Deadline deadline) throws Exception {
    backend.tell(StoreOperation.RELEASE, () -> store.release(owner, current.epoch(), deadline));
  }
}
