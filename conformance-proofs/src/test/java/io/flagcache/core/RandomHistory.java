package io.flagcache.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.Deadline;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.conformance.history.FleetEvent.ApiFailed;
import io.flagcache.conformance.history.FleetEvent.ApiRecovered;
import io.flagcache.conformance.history.FleetEvent.BackendLost;
import io.flagcache.conformance.history.FleetEvent.BackendReturned;
import io.flagcache.conformance.history.FleetEvent.DataLost;
import io.flagcache.conformance.history.FleetEvent.DocumentChanged;
import io.flagcache.conformance.history.FleetEvent.Quiet;
import io.flagcache.conformance.history.FleetEvent.Stored;
import io.flagcache.conformance.history.FleetEvent.StoredNothing;
import io.flagcache.conformance.history.History;
import io.flagcache.conformance.history.HistoryEvent;
import io.flagcache.conformance.history.Promises;
import io.flagcache.conformance.history.WorkerEvent.Died;
import io.flagcache.conformance.history.WorkerEvent.Joined;
import io.flagcache.conformance.history.WorkerEvent.Left;
import io.flagcache.core.ProfiledStore.Fault;
import io.flagcache.core.memory.InMemoryBackend;
import io.flagcache.core.memory.InMemoryFlagCache;
import io.flagcache.core.store.FlagCacheStore;
import io.flagcache.core.store.PayloadFormat;
import io.flagcache.core.store.ReadAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/**
 * One history of a fleet, which its store and its seed repeat: workers, what PostHog's SDKs do
 * around them, and faults at random. Polls every 30 s, leases of 90 s.
 */
final class RandomHistory {

  private static final Duration POLL = Duration.ofSeconds(30);
  private static final Duration LEASE = Duration.ofSeconds(90);
  private static final Duration HOLD = LEASE.multipliedBy(2).plus(POLL.multipliedBy(3));
  private static final int WORKERS = 4;
  private static final int POLLS = 400;

  private final StoreProfile store;
  private final Random random;
  private final History history;
  private final InMemoryBackend backend = new InMemoryBackend(this::nanoTime);
  private final FlagCacheStore view = backend.store("fleet");
  private final EntryCodec codec = new EntryCodec(PayloadFormat.FRAMED, 4096);
  private final RandomApi api = new RandomApi();
  private final List<RandomCaller> callers = new ArrayList<>();
  private long now;
  private int started;

  private final boolean allPublish;

  /**
   * Documents are handed over minutes after they were fetched. Without ages only the epoch shows
   * that, so that in such a history the backend works.
   */
  private final boolean handsOverLate;

  private final boolean goesBackAndForth;

  /** Outages last longer than a document is held, instead of some polls. */
  private final boolean outagesAreLong;

  RandomHistory(StoreProfile store, long seed) {
    this.store = store;
    this.random = new Random(seed);
    this.history = new History(Promises.withLease(LEASE).ages(store.ages()).holdTime(HOLD).build());
    this.allPublish = random.nextBoolean();
    this.handsOverLate = random.nextBoolean();
    this.goesBackAndForth = random.nextInt(3) == 0;
    this.outagesAreLong = random.nextInt(3) == 0;
  }

  static FlagDefinitionCacheData document(int content) {
    return FlagDefinitionCacheData.of(
        Map.of("flags", List.of(Map.of("key", "checkout", "version", content))));
  }

  static int contentOf(FlagDefinitionCacheData data) {
    return (int) Objects.requireNonNull(data.flags().get(0).get("version"));
  }

  RandomApi api() {
    return api;
  }

  Duration now() {
    return Duration.ofNanos(now);
  }

  /** The workers' clock begins below zero, as {@link System#nanoTime()} may. */
  private long nanoTime() {
    return now - Duration.ofDays(1).toNanos();
  }

  void add(HistoryEvent event) {
    history.add(event);
  }

  EngineWorker engine(FlagCacheStore over, String name, FlagCacheListener listener) {
    return new EngineWorker(
        InMemoryFlagCache.builder(backend).serviceKey("fleet"),
        over,
        name,
        this::nanoTime,
        listener);
  }

  /** Tells what is stored now. */
  void look() {
    add(stored().<HistoryEvent>map(entry -> entry).orElseGet(() -> new StoredNothing(now())));
  }

  private Optional<Stored> stored() {
    try {
      ReadAnswer answer =
          view.read(Optional.empty(), Deadline.after(Duration.ofSeconds(1), this::nanoTime));
      if (!(answer instanceof ReadAnswer.Found found)) {
        return Optional.empty();
      }
      EntryCodec.Intact entry = (EntryCodec.Intact) codec.decode(found.entry());
      OptionalLong fetched =
          entry.fetched().isKnown()
              ? OptionalLong.of(entry.fetched().epoch())
              : OptionalLong.empty();
      return Optional.of(new Stored(now(), contentOf(entry.data()), fetched));
    } catch (Exception outage) {
      return Optional.empty();
    }
  }

  void run() throws Exception {
    add(new DocumentChanged(now(), api.content()));
    for (int i = 0; i < WORKERS; i++) {
      callers.add(caller());
    }
    for (int i = 0; i < POLLS; i++) {
      pollNext(random.nextInt(40) == 0);
      disturb();
    }
    endTheFaults();
    pollAll(36);
    while (true) {
      judgeTheEnd();
      if (callers.size() == 1) {
        return;
      }
      RandomCaller leader = leader();
      callers.remove(leader);
      add(new Left(now(), leader.name));
      leader.worker.close();
      pollAll(12);
    }
  }

  private RandomCaller caller() {
    started++;
    String name = "worker-" + started;
    RandomCaller caller =
        new RandomCaller(
            name,
            new ProfiledStore(backend.store("fleet"), store),
            this,
            allPublish || random.nextBoolean(),
            random.nextBoolean());
    caller.nextPoll = now + Duration.ofMillis(random.nextInt(30_000)).toNanos();
    add(new Joined(now(), name, false));
    return caller;
  }

  private void endTheFaults() {
    backend.restore();
    add(new BackendReturned(now()));
    callers.forEach(caller -> caller.store.endTheFaults());
    callers.forEach(RandomCaller::handOver);
    // If nobody hears that the former document is back, it seems to be the older one.
    if (goesBackAndForth || random.nextBoolean()) {
      api.recover();
      add(new ApiRecovered(now()));
      if (goesBackAndForth || random.nextBoolean()) {
        change();
      }
    } else {
      api.fail();
      add(new ApiFailed(now()));
    }
  }

  private void judgeTheEnd() throws Exception {
    Duration since = now();
    for (RandomCaller caller : callers) {
      caller.look();
    }
    assertThat(history.leader()).as("a leader in the end").isPresent();
    add(new Quiet(now(), since));
    judge();
  }

  private void judge() {
    assertThat(history.violations()).as(history::trace).isEmpty();
  }

  private RandomCaller leader() {
    String leader = history.leader().orElseThrow();
    return callers.stream().filter(caller -> caller.name.equals(leader)).findFirst().orElseThrow();
  }

  private void pollAll(int times) {
    for (int i = 0; i < times * callers.size(); i++) {
      pollNext(false);
    }
  }

  private void pollNext(boolean stalls) {
    RandomCaller next =
        callers.stream().min(Comparator.comparingLong(caller -> caller.nextPoll)).orElseThrow();
    now = Math.max(now, next.nextPoll);
    next.poll(stalls && handsOverLate);
    next.nextPoll += POLL.multipliedBy(stalls ? 10 : 1).toNanos();
    judge();
  }

  private void change() {
    api.change();
    add(new DocumentChanged(now(), api.content()));
  }

  private void disturb() {
    int victim = random.nextInt(WORKERS);
    switch (random.nextInt(30)) {
      case 0, 1 -> change();
      case 2 -> {
        if (goesBackAndForth) {
          api.changeBack();
          add(new DocumentChanged(now(), api.content()));
        }
      }
      case 3 -> {
        if (!goesBackAndForth) {
          api.fail();
          add(new ApiFailed(now()));
        }
      }
      case 4, 5 -> {
        api.recover();
        add(new ApiRecovered(now()));
      }
      case 6 -> {
        add(new Died(now(), callers.get(victim).name));
        callers.set(victim, caller());
      }
      case 7 -> leave(victim);
      default -> {
        if (!handsOverLate) {
          disturbTheStore(callers.get(victim).store);
        }
      }
    }
  }

  private void leave(int victim) {
    add(new Left(now(), callers.get(victim).name));
    try {
      callers.get(victim).worker.close();
    } catch (Exception outage) {
      // The lease ends by itself.
    }
    callers.set(victim, caller());
  }

  private void disturbTheStore(ProfiledStore victim) {
    switch (random.nextInt(20)) {
      case 0 -> {
        backend.cut();
        add(new BackendLost(now()));
      }
      case 1, 2, 3 -> {
        if (!outagesAreLong || random.nextInt(6) == 0) {
          backend.restore();
          add(new BackendReturned(now()));
        }
      }
      case 4 -> victim.failNext(Fault.ANSWER_LOST);
      case 5 -> victim.failNext(Fault.QUESTION_LOST);
      case 6, 7 -> disturbAsItsProfile(victim);
      case 8, 9 -> victim.refusePublications(false);
      default -> {}
    }
  }

  private void disturbAsItsProfile(ProfiledStore victim) {
    if (store == StoreProfile.LOSING_DATA) {
      backend.wipe();
      add(new DataLost(now()));
    } else if (store == StoreProfile.REFUSING) {
      victim.refusePublications(true);
    } else if (store == StoreProfile.SLOW) {
      long time = Duration.ofMillis(random.nextInt(2500)).toNanos();
      victim.delayNext(() -> now += time);
      if (random.nextBoolean()) {
        victim.failNext(Fault.QUESTION_LOST);
      }
    }
  }
}
