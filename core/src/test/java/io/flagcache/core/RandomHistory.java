package io.flagcache.core;

import static io.flagcache.core.Fleet.LEASE;
import static io.flagcache.core.Fleet.POLL;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.Deadline;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.FlagCacheEvent.BecameLeader;
import io.flagcache.core.Fleet.Worker;
import io.flagcache.core.ScriptedStore.Ages;
import io.flagcache.core.ScriptedStore.Fault;
import io.flagcache.core.store.FlagCacheStore;
import io.flagcache.core.store.PayloadFormat;
import io.flagcache.core.store.ReadAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One history of a fleet, which its store and its seed repeat: workers, what PostHog's SDKs do
 * around them, faults at random, and a judgement of each step.
 */
final class RandomHistory {

  private static final int WORKERS = 4;
  private static final int POLLS = 400;
  private static final Duration HOLD = LEASE.multipliedBy(2).plus(POLL.multipliedBy(3));

  enum Store {
    WITH_AGES(Ages.EXACT),
    WITHOUT_AGES(Ages.NONE),
    COARSE_AGES(Ages.inStepsOf(Duration.ofMinutes(1))),
    LOSING_DATA(Ages.EXACT),
    REFUSING(Ages.EXACT),
    SLOW(Ages.EXACT);

    final Ages ages;

    Store(Ages ages) {
      this.ages = ages;
    }
  }

  private final Store store;
  private final Random random;
  private final Fleet fleet;
  private final FlagCacheStore judgesView;
  private final EntryCodec codec = new EntryCodec(PayloadFormat.FRAMED, 4096);
  private final FakeApi api = new FakeApi();
  private final Map<Long, Caller> leaders = new HashMap<>();
  private final List<Caller> callers = new ArrayList<>();

  /** Some SDKs keep to themselves what they fetched without being the leader. */
  private final boolean allPublish;

  /**
   * Documents are handed over minutes after they were fetched. Without ages only the epoch shows
   * that, so that in such a history the backend works.
   */
  private final boolean handsOverLate;

  private final boolean goesBackAndForth;

  /** Whether a leader that hears 304 has told its provider of the document that it has. */
  private boolean everyFetchIsHeardOf;

  private boolean reachable = true;

  RandomHistory(Store store, long seed) {
    this.store = store;
    this.random = new Random(seed);
    this.fleet = new Fleet(store.ages);
    this.judgesView = fleet.backend.store("fleet");
    this.allPublish = random.nextBoolean();
    this.everyFetchIsHeardOf = allPublish;
    this.handsOverLate = random.nextBoolean();
    this.goesBackAndForth = random.nextInt(3) == 0;
  }

  void run() throws Exception {
    for (int i = 0; i < WORKERS; i++) {
      callers.add(new Caller());
    }
    for (int i = 0; i < POLLS; i++) {
      pollNext(random.nextInt(40) == 0);
      disturb();
    }
    endTheFaults();
    boolean apiWorks = goesBackAndForth || random.nextBoolean();
    if (apiWorks) {
      api.recover();
      if (!everyFetchIsHeardOf || goesBackAndForth) {
        api.change();
      }
    } else {
      api.fail();
    }
    pollAll(36);
    while (true) {
      checkTheEnd(apiWorks);
      if (callers.size() == 1) {
        return;
      }
      Caller leaving = leader();
      leaving.worker.close();
      callers.remove(leaving);
      pollAll(12);
    }
  }

  private void endTheFaults() {
    fleet.backend.restore();
    reachable = true;
    callers.forEach(caller -> caller.worker.store.endTheFaults());
    callers.forEach(Caller::handOver);
  }

  private void checkTheEnd(boolean apiWorks) throws Exception {
    List<FlagDefinitionCacheData> found = new ArrayList<>();
    for (Caller caller : callers) {
      found.add(caller.worker.get().orElseThrow());
    }
    int content = versionOf(found.get(0));
    assertThat(found).as("agree").containsOnly(Fleet.version(content));
    int least = apiWorks ? api.revision() : leader().received;
    assertThat(api.lastRevisionOf(content)).as("the last revision").isGreaterThanOrEqualTo(least);
  }

  private Caller leader() {
    return callers.stream()
        .filter(caller -> caller.worker.engine.isLeader())
        .findFirst()
        .orElseThrow();
  }

  private void pollAll(int times) {
    for (int i = 0; i < times * callers.size(); i++) {
      pollNext(false);
    }
  }

  private void pollNext(boolean stalls) {
    Caller next =
        callers.stream().min(Comparator.comparingLong(caller -> caller.nextPoll)).orElseThrow();
    fleet.clock.advance(Duration.ofNanos(Math.max(0, next.nextPoll - fleet.clock.getAsLong())));
    next.poll(stalls && handsOverLate);
    next.observe();
    next.nextPoll += POLL.multipliedBy(stalls ? 10 : 1).toNanos();
  }

  private void disturb() throws Exception {
    int victim = random.nextInt(WORKERS);
    switch (random.nextInt(30)) {
      case 0, 1 -> api.change();
      case 2 -> {
        if (goesBackAndForth) {
          api.changeBack();
        }
      }
      case 3 -> {
        // If nobody hears that the former document is back, it seems to be the older one.
        if (!goesBackAndForth) {
          api.fail();
        }
      }
      case 4, 5 -> api.recover();
      case 6 -> callers.set(victim, new Caller());
      case 7 -> {
        try {
          callers.get(victim).worker.close();
        } catch (Exception outage) {
          // The lease ends by itself.
        }
        callers.set(victim, new Caller());
      }
      default -> {
        if (!handsOverLate) {
          disturbTheStore(callers.get(victim).worker.store);
        }
      }
    }
  }

  private void disturbTheStore(ScriptedStore victim) {
    switch (random.nextInt(20)) {
      case 0 -> {
        fleet.backend.cut();
        reachable = false;
      }
      case 1, 2, 3 -> {
        fleet.backend.restore();
        reachable = true;
      }
      case 4 -> victim.next(Fault.ANSWER_LOST);
      case 5 -> victim.next(Fault.QUESTION_LOST);
      case 6, 7 -> {
        if (store == Store.LOSING_DATA) {
          fleet.backend.wipe();
          // With everything lost, a newcomer cannot know which epochs there have been.
          leaders.clear();
          callers.forEach(caller -> caller.ownFetch = null);
        } else if (store == Store.REFUSING) {
          victim.refuse("publish");
        } else if (store == Store.SLOW) {
          Duration time = Duration.ofMillis(random.nextInt(2500));
          victim.onSlowness(() -> fleet.clock.advance(time));
          victim.next(random.nextBoolean() ? Fault.SLOW : Fault.SLOWLY_LOST);
        }
      }
      case 8, 9 -> victim.refuseNothing();
      default -> {}
    }
  }

  private @Nullable Stored stored() {
    try {
      ReadAnswer answer =
          judgesView.read(Optional.empty(), Deadline.after(Duration.ofSeconds(1), fleet.clock));
      if (!(answer instanceof ReadAnswer.Found found)) {
        return null;
      }
      EntryCodec.Intact entry = (EntryCodec.Intact) codec.decode(found.entry());
      return new Stored(versionOf(entry.data()), entry.fetched());
    } catch (Exception outage) {
      return null;
    }
  }

  private record Stored(int content, FetchEpoch fetched) {}

  private static int versionOf(FlagDefinitionCacheData data) {
    return (int) Objects.requireNonNull(data.flags().get(0).get("version"));
  }

  /** Behaves as PostHog's SDKs do around one worker, and judges what it is given. */
  private final class Caller {

    final Worker worker = fleet.worker();
    final boolean publishesEmergencyFetch = allPublish || random.nextBoolean();
    final boolean keepsItsETag = random.nextBoolean();
    long nextPoll = fleet.clock.getAsLong() + Duration.ofMillis(random.nextInt(30_000)).toNanos();

    /** The content that the SDK's ETag names. */
    private int eTag;

    private int served;
    private @Nullable Long contradictedSince;

    /** The latest revision that the provider was handed. */
    private int received;

    private long epoch;
    private @Nullable OwnFetch ownFetch;
    private @Nullable OwnFetch late;

    /**
     * @param epoch that of the leadership under which it was fetched; 0 if there was none
     */
    private record OwnFetch(int revision, int content, long epoch) {}

    void poll(boolean handsOverLate) {
      handOver();
      boolean fetches;
      try {
        fetches = worker.shouldFetch();
      } catch (Exception outage) {
        worker.takeEvents().forEach(this::record);
        fetch(true, 0, handsOverLate);
        return;
      }
      worker.takeEvents().forEach(this::record);
      if (fetches) {
        fetch(true, epoch, handsOverLate);
        return;
      }
      read();
    }

    private void record(FlagCacheEvent event) {
      if (event instanceof BecameLeader e) {
        epoch = e.epoch();
        assertThat(leaders.getOrDefault(epoch, this)).as("leader of %s", epoch).isSameAs(this);
        leaders.put(epoch, this);
      }
    }

    private void read() {
      Stored stored = stored();
      Optional<FlagDefinitionCacheData> data;
      try {
        data = worker.get();
      } catch (Exception outage) {
        fetch(false, 0, false);
        return;
      }
      if (data.isPresent()) {
        int content = versionOf(data.get());
        checkOwnFetch(content, stored);
        serve(content);
        if (!keepsItsETag) {
          eTag = 0;
        }
      } else if (served == 0) {
        fetch(publishesEmergencyFetch, 0, false);
      }
    }

    private void checkOwnFetch(int content, @Nullable Stored stored) {
      OwnFetch own = ownFetch;
      if (own != null && stored != null && own.content() == content && own.epoch() > 0) {
        assertThat(stored.content() != content && stored.fetched().epoch() > own.epoch())
            .as("served revision %s of epoch %s, %s is stored", own.revision(), own.epoch(), stored)
            .isFalse();
      }
    }

    private void fetch(boolean publishes, long epoch, boolean handsOverLate) {
      if (api.isFailing()) {
        eTag = 0;
        return;
      }
      if (eTag == api.content()) {
        return;
      }
      eTag = api.content();
      if (publishes) {
        late = new OwnFetch(api.revision(), api.content(), epoch);
        if (!handsOverLate) {
          handOver();
        }
      }
    }

    void handOver() {
      OwnFetch document = late;
      if (document == null) {
        return;
      }
      late = null;
      ownFetch = document;
      if (store.ages != Ages.NONE || document.epoch() > 0) {
        received = Math.max(received, document.revision());
      } else {
        // Nobody can tell whether it is newer than what others have stored meanwhile.
        everyFetchIsHeardOf = false;
      }
      try {
        worker.received(document.content());
      } catch (Exception outage) {
        // Logged by the SDK; the flags stay in memory.
      }
      worker.takeEvents().forEach(this::record);
      raise(Math.max(served, document.revision()));
    }

    private void serve(int content) {
      int revision = api.revisionOf(content, served);
      if (revision == 0) {
        boolean held =
            contradictedSince != null
                && fleet.clock.getAsLong() - contradictedSince >= HOLD.toNanos();
        assertThat(held)
            .as("stepped back from revision %s to content %s", served, content)
            .isTrue();
        revision = api.lastRevisionOf(content);
      }
      raise(revision);
    }

    private void raise(int revision) {
      if (revision != served) {
        contradictedSince = null;
      }
      served = revision;
      observe();
    }

    private void observe() {
      Stored stored = stored();
      boolean contradicted = stored == null || api.lastRevisionOf(stored.content()) < served;
      if (reachable && contradicted && contradictedSince == null) {
        contradictedSince = fleet.clock.getAsLong();
      }
    }
  }
}
