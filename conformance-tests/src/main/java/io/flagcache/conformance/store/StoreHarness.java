package io.flagcache.conformance.store;

import io.flagcache.conformance.internal.Await;
import io.flagcache.conformance.internal.Concurrently;
import io.flagcache.conformance.internal.Harness;
import io.flagcache.conformance.internal.Timing;
import io.flagcache.conformance.internal.Verdict;
import io.flagcache.conformance.rule.Disturbance;
import io.flagcache.core.FlagCacheSettings;
import io.flagcache.core.OutagePolicy;
import io.flagcache.core.Role;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.FlagCacheStore;
import io.flagcache.core.store.LeaseAnswer;
import io.flagcache.core.store.LeaseAnswer.Held;
import io.flagcache.core.store.LeaseAnswer.HeldByOther;
import io.flagcache.core.store.LeaseRequest;
import io.flagcache.core.store.ReadAnswer.Absent;
import io.flagcache.core.store.ReadAnswer.Found;
import io.flagcache.core.store.StoreStatus;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The stores of one test over its fixture's backend. */
final class StoreHarness extends Harness {

  /** Some services tell the time in whole seconds, and stores round up. */
  static final Duration AGE_PRECISION = Duration.ofSeconds(5);

  private static final String OWNERS = "4711-0f8fad5b-d9cb-469f-a165-70867728950e-";
  private static final int MOST_PREFIXES = 9;

  private static final int DOCUMENT_LIMIT = 32 * 1024 * 1024;

  private final StoreFixture fixture;
  private final String serviceKey = "kit-" + UUID.randomUUID().toString().substring(0, 13);
  private final List<StoreCaller> callers = new CopyOnWriteArrayList<>();
  private boolean cut;
  private boolean hanging;

  StoreHarness(StoreFixture fixture, Verdict verdict, Timing timing) {
    super(verdict, timing);
    this.fixture = fixture;
  }

  /**
   * What came of a change and of what another store asked in its middle.
   *
   * @param change what the change came to
   * @param rival what the other store was told
   * @param between whether it was told so before the change went on
   * @param <T> what the change comes to
   * @param <R> what the other store is told
   */
  record Race<T, R>(T change, R rival, boolean between) {}

  StoreFixture fixture() {
    return fixture;
  }

  String serviceKey() {
    return serviceKey;
  }

  /** A lease or a time-to-live whose end a test waits for. */
  Duration shortTime() {
    return timing.millis(250);
  }

  /** Does once what tests do, also while the backend is out of reach if it can be. */
  void warmUp(boolean withOutage) {
    StoreCaller caller = caller();
    Held held = caller.leads();
    Entry entry = caller.published(caller.entry(held.epoch(), 1));
    caller.reads();
    caller.inspects();
    caller.discards(entry.stamp());
    caller.fills(entry);
    caller.releases(held.epoch());
    if (withOutage) {
      cutBackend();
      caller.attempt("stamp", shortestDeadline(), FlagCacheStore::stamp);
      restoreBackend();
    }
  }

  /** What a call is given while the backend fails; the shortest deadline of all. */
  Duration shortestDeadline() {
    return timing.deadline(500);
  }

  /** Opens a store for a new owner. */
  StoreCaller caller() {
    return caller(serviceKey);
  }

  StoreCaller caller(String key) {
    return caller(key, DOCUMENT_LIMIT);
  }

  StoreCaller caller(String key, int maxDocumentBytes) {
    return from(
        "open a store of the service key '" + key + "'", () -> newCaller(key, maxDocumentBytes));
  }

  /** Opens a store for a new owner, unless its service key is refused. */
  Optional<StoreCaller> callerIfLegal(String key) {
    return from(
        "open a store of the service key '" + key + "'",
        () -> {
          try {
            return Optional.of(newCaller(key, DOCUMENT_LIMIT));
          } catch (IllegalArgumentException refused) {
            return Optional.empty();
          }
        });
  }

  private StoreCaller newCaller(String key, int maxDocumentBytes) throws Exception {
    FlagCacheStore store = fixture.newStore(settings(key, maxDocumentBytes));
    int number = callers.size() + 1;
    StoreCaller caller =
        new StoreCaller("owner " + number, ownerOf(number), store, verdict, timing);
    callers.add(caller);
    return caller;
  }

  /** As long as the engine's are, and told apart by the end alone, which others begin with. */
  private static String ownerOf(int number) {
    return OWNERS
        + "1".repeat(Math.min(number, MOST_PREFIXES))
        + (number > MOST_PREFIXES ? number : "");
  }

  List<StoreCaller> callers(int count) {
    return Stream.generate(this::caller).limit(count).toList();
  }

  private FlagCacheSettings settings(String key, int maxDocumentBytes) {
    return new FlagCacheSettings(
        key,
        timing.longLease().dividedBy(3),
        timing.longLease(),
        StoreCaller.ENTRY_TTL.plus(timing.longLease()),
        shortestDeadline(),
        timing.deadline(8000),
        OutagePolicy.FETCH,
        Duration.ofMinutes(10),
        Role.WORKER,
        maxDocumentBytes);
  }

  /**
   * Lets a lease run out that was granted or renewed just now, before the eyes of another store:
   * one that does not trust clocks has to have watched it.
   */
  void runOut(Duration lease, StoreCaller watcher) {
    watcher.stamp();
    timing.pass(lease.plus(CLOCK_STEP));
    watcher.stamp();
  }

  /** Something that is to last for this time, as one sees who asks whether it is over. */
  Lifetime lifetime(String what, Duration time, BooleanSupplier isOver) {
    return new Lifetime(verdict, timing, what, time, isOver);
  }

  /** Waits until all of them are over, each of which has to be in time. */
  void awaitEnds(List<Lifetime> all, Duration longest) {
    Duration limit = longest.multipliedBy(4).plus(timing.slack());
    verdict.machineKeptUp(
        timing.until(
            limit, timing.pause(), () -> all.stream().filter(one -> !one.asksIfDue()).count() == 0),
        "ask in time whether something is over");
  }

  /** Asks until the lease is granted, which must take no longer than the limit. */
  Held takeOver(StoreCaller caller, LeaseRequest request, Duration limit) {
    long end = timing.nanoTime() + limit.plus(timing.slack()).toNanos();
    LeaseAnswer answer = caller.asks(request);
    while (!(answer instanceof Held) && timing.nanoTime() - end < 0) {
      timing.pass(timing.pause());
      answer = caller.asks(request);
    }
    if (answer instanceof Held held) {
      return held;
    }
    throw verdict
        .asIn("S3")
        .late(caller + " was still refused the lease " + limit + " after it had last been granted");
  }

  /** Makes a change, and has another store ask between its check and its write. */
  <T, R> Race<T, R> race(String name, Supplier<T> change, Supplier<R> rival) {
    AtomicReference<Future<R>> asked = new AtomicReference<>();
    AtomicBoolean between = new AtomicBoolean();
    run(
        "step in before the next write",
        () ->
            fixture.beforeNextWrite(
                () -> {
                  Future<R> answer = Concurrently.start(rival::get);
                  asked.set(answer);
                  between.set(endsSoon(answer));
                }));
    T changed = change.get();
    Future<R> answer = asked.get();
    if (answer == null) {
      throw verdict.broken(
          "the capability "
              + StoreCapability.RACE_HOOK
              + " is claimed, but the fixture did not run the action of beforeNextWrite(Runnable)"
              + " during a "
              + name);
    }
    R told = Concurrently.resultOf(verdict, answer, timing.deadline(8000).plus(timing.slack()));
    return new Race<>(changed, told, between.get());
  }

  /** Below any deadline, which would end the wait for a lock as well. */
  private Duration timeToStepIn() {
    Duration most = timing.deadline(8000).dividedBy(4);
    Duration usual = timing.millis(250);
    return usual.compareTo(most) < 0 ? usual : most;
  }

  private boolean endsSoon(Future<?> answer) {
    try {
      answer.get(timeToStepIn().toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (ExecutionException told) {
      return true;
    } catch (TimeoutException waits) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  void demandRefused(StoreCaller caller, String circumstances) {
    demandRefused(caller, caller.request(), circumstances);
  }

  void demandRefused(StoreCaller caller, LeaseRequest request, String circumstances) {
    verdict.that(
        caller.asks(request) instanceof HeldByOther,
        caller + " was granted the lease " + circumstances);
  }

  void demandNobodyLeads(StoreStatus status, String circumstances) {
    verdict.that(
        status.lease().isEmpty(),
        "an inspection names the lease " + status.lease() + " " + circumstances);
  }

  /** Demands that this entry is the live one. */
  void demandStored(StoreCaller reader, Entry expected, String circumstances) {
    if (!(reader.reads() instanceof Found found)) {
      throw verdict.broken(reader + " found no entry " + circumstances);
    }
    EntryStamp stamp = found.entry().stamp();
    verdict.that(
        stamp.hash().equals(expected.stamp().hash()),
        reader + " found " + stamp + " instead of " + expected.stamp() + " " + circumstances);
    verdict.that(
        Arrays.equals(found.entry().payload(), expected.payload()),
        reader
            + " found "
            + found.entry().payload().length
            + " bytes that are not the "
            + expected.payload().length
            + " stored ones "
            + circumstances);
  }

  /** Demands that there is no live entry, whoever asks. */
  void demandAbsent(StoreCaller reader, String circumstances) {
    verdict.that(
        reader.reads() instanceof Absent, reader + " found an entry by a read " + circumstances);
    Optional<EntryStamp> stamp = reader.stamp();
    verdict.that(
        stamp.isEmpty(), reader + " was told the stamp " + stamp + " of no entry " + circumstances);
  }

  void wipe() {
    run("wipe the backend", fixture::wipe);
  }

  boolean forgeEpoch(String key, StoreFixture.EpochField field, String epoch) {
    return from("forge an epoch", () -> fixture.forgeEpoch(key, field, epoch));
  }

  void loseNextReply() {
    run("lose a reply", fixture::loseNextReply);
  }

  void cutBackend() {
    cut = true;
    run("cut the backend off", fixture::cutBackend);
  }

  void restoreBackend() {
    cut = false;
    run("restore the backend", fixture::restoreBackend);
  }

  void hangBackend() {
    hanging = true;
    run("make the backend hang", fixture::hangBackend);
  }

  void continueBackend() {
    hanging = false;
    run("make the backend go on", fixture::continueBackend);
  }

  /** Awaits that all stores answer again after a fault. */
  void awaitRecovery() {
    Duration limit = timing.millis(5000);
    for (StoreCaller caller : callers) {
      verdict.inTime(
          Await.until(limit, timing.poll(), () -> answers(caller)),
          caller + " still fails " + limit + " after the backend returned");
    }
  }

  private boolean answers(StoreCaller caller) {
    return caller.attempt("stamp", timing.deadline(2000), FlagCacheStore::stamp).failure() == null;
  }

  @Override
  protected Set<Disturbance> disturbances() {
    return fixture.disturbances();
  }

  /** Closes all stores, whatever comes of it, and the fixture. */
  @Override
  protected void close() throws Exception {
    try {
      if (hanging) {
        continueBackend();
      }
      if (cut) {
        restoreBackend();
      }
    } finally {
      for (StoreCaller caller : callers) {
        try {
          caller.closes();
        } catch (AssertionError judgedElsewhere) {
          // Closing is judged where it is the subject.
        }
      }
      fixture.close();
    }
  }
}
