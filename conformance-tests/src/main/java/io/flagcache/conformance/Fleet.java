package io.flagcache.conformance;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.conformance.internal.Await;
import io.flagcache.conformance.internal.Concurrently;
import io.flagcache.conformance.internal.Harness;
import io.flagcache.conformance.internal.JsonDifference;
import io.flagcache.conformance.internal.Locks;
import io.flagcache.conformance.internal.Timing;
import io.flagcache.conformance.internal.Verdict;
import io.flagcache.conformance.rule.Disturbance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/** The workers of one test over its fixture's backend. */
final class Fleet extends Harness {

  private static final int POLLS_TO_LEAD = 5;

  /** How often a worker is asked for the document that it is to have in the end. */
  private static final int LOOKS = 6;

  private final ProviderFixture fixture;
  private final String serviceKey = newServiceKey();
  private final List<Worker> workers = new CopyOnWriteArrayList<>();
  private boolean cut;
  private boolean hanging;

  Fleet(ProviderFixture fixture, Verdict verdict, Timing timing) {
    super(verdict, timing);
    this.fixture = fixture;
  }

  static String newServiceKey() {
    return "kit-" + UUID.randomUUID().toString().substring(0, 13);
  }

  ProviderFixture fixture() {
    return fixture;
  }

  String serviceKey() {
    return serviceKey;
  }

  /** Settings under which no lease ends during a test. */
  WorkerSettings.Builder lasting() {
    return lasting(serviceKey);
  }

  WorkerSettings.Builder lasting(String key) {
    return WorkerSettings.builder(key)
        .pollInterval(timing.longLease().dividedBy(3))
        .lease(timing.longLease())
        .decisionDeadline(timing.deadline(2000))
        .transferDeadline(timing.deadline(8000));
  }

  /** Settings for outages, in which many a client waits until its deadline. */
  WorkerSettings.Builder impatient() {
    return lasting().decisionDeadline(timing.deadline(700)).transferDeadline(timing.deadline(1500));
  }

  /** Settings under which a lease ends soon. */
  WorkerSettings.Builder shortLived() {
    return shortLived(serviceKey);
  }

  WorkerSettings.Builder shortLived(String key) {
    return lasting(key).pollInterval(timing.poll()).lease(timing.shortLease());
  }

  Worker worker() {
    return worker(lasting());
  }

  Worker worker(WorkerSettings.Builder builder) {
    WorkerSettings settings = builder.build();
    try {
      return newWorker(settings);
    } catch (Exception e) {
      throw cannotMake(settings, e);
    }
  }

  /** Makes a worker, unless the provider refuses its service key. */
  Optional<Worker> workerIfLegal(WorkerSettings.Builder builder) {
    WorkerSettings settings = builder.build();
    try {
      return Optional.of(newWorker(settings));
    } catch (IllegalArgumentException refused) {
      return Optional.empty();
    } catch (Exception e) {
      throw cannotMake(settings, e);
    }
  }

  private AssertionError cannotMake(WorkerSettings settings, Exception e) {
    return verdict.ofFixture(
        "the fixture cannot make " + nextName() + " with " + settings + ": " + e, e);
  }

  private String nextName() {
    return "worker " + (workers.size() + 1);
  }

  /** A worker that shares nothing but the backend with this process. */
  Worker workerOfAnotherProcess(WorkerSettings.Builder builder) {
    WorkerSettings settings = builder.build();
    return from(
        "make a worker of another process",
        () -> added(fixture.newWorkerOfAnotherProcess(settings), settings));
  }

  /** A worker of another version of the provider. */
  Worker workerOfAnotherVersion(WorkerSettings.Builder builder) {
    WorkerSettings settings = builder.build();
    return from(
        "make a worker of another version",
        () -> added(fixture.newWorkerOfAnotherVersion(settings), settings));
  }

  private Worker newWorker(WorkerSettings settings) throws Exception {
    return added(fixture.newWorker(settings), settings);
  }

  private Worker added(FlagDefinitionCacheProvider provider, WorkerSettings settings) {
    Worker worker = new Worker(nextName(), provider, settings, verdict, timing.slack());
    workers.add(worker);
    return worker;
  }

  /** Does once what tests do, also while the backend is out of reach if it can be. */
  void warmUp(boolean withOutage) {
    Worker leader = worker();
    Worker follower = worker(impatient());
    leader.tryAsk();
    leader.tryReceive(Documents.named("warm-up"));
    follower.tryAsk();
    follower.tryGet();
    if (withOutage) {
      cutBackend();
      follower.tryAsk();
      follower.tryGet();
      restoreBackend();
    }
  }

  /** Whether a new worker reads what was published when all was warmed up. */
  boolean isWarm() {
    Optional<FlagDefinitionCacheData> read = worker().tryGet().value();
    return read != null && isSame(read, Documents.named("warm-up"));
  }

  /** Makes a worker that leads; nobody else must lead. */
  Worker leader(WorkerSettings.Builder settings) {
    Worker worker = worker(settings);
    lead(worker);
    return worker;
  }

  /** Makes a worker that leads and has published. */
  Worker leader(WorkerSettings.Builder settings, FlagDefinitionCacheData published) {
    return leader(worker(settings), settings, published);
  }

  /** Has a worker with these settings lead and publish. */
  Worker leader(Worker worker, WorkerSettings.Builder settings, FlagDefinitionCacheData published) {
    long asked = lead(worker);
    worker.receives(published);
    Duration lease = settings.build().lease();
    verdict.machineKeptUp(
        timing.nanoTime() - asked < lease.toNanos(), "lead and publish within a lease of " + lease);
    return worker;
  }

  /**
   * Makes a worker that has had its first answer, and so takes part in the election. Whether the
   * answer was right is for the rules of the election to judge.
   */
  Worker follower(WorkerSettings.Builder settings) {
    Worker worker = worker(settings);
    worker.asks();
    return worker;
  }

  /**
   * Has a worker lead; nobody else must.
   *
   * @return when it asked for the lease
   */
  long lead(Worker worker) {
    return tryLead(worker)
        .orElseThrow(
            () ->
                verdict
                    .asIn("E5")
                    .broken(
                        worker
                            + " was not elected "
                            + POLLS_TO_LEAD
                            + " times although nobody else leads"));
  }

  /** Lets a worker ask until it is elected, some times at most, and tells when it asked. */
  OptionalLong tryLead(Worker worker) {
    for (int i = 0; i < POLLS_TO_LEAD; i++) {
      long asked = timing.nanoTime();
      if (worker.asks()) {
        return OptionalLong.of(asked);
      }
    }
    return OptionalLong.empty();
  }

  /** Polls until the worker leads, and fails if that takes longer than the limit. */
  Await.Turn takeOver(Worker worker, Duration limit) {
    return takeOver(worker, limit, worker::asks);
  }

  /** Polls as it is told until the worker leads. */
  Await.Turn takeOver(Worker worker, Duration limit, BooleanSupplier poll) {
    return timing
        .turn(limit.plus(timing.slack()), timing.pause(), poll)
        .orElseThrow(
            () ->
                verdict
                    .asIn("E4")
                    .late(
                        worker
                            + " was still not elected "
                            + limit
                            + " after the leader had last asked"));
  }

  Await.Turn takeOverInTime(Worker worker, Duration lease) {
    return takeOverInTime(worker, lease, () -> {});
  }

  /**
   * Lets a worker ask until it leads, and demands that it was not kept from that for longer than
   * the lease and one poll.
   *
   * @param lease that of the leader, which does not ask any more
   * @param meanwhile what happens before each question
   */
  Await.Turn takeOverInTime(Worker worker, Duration lease, Runnable meanwhile) {
    Duration limit = lease.plus(timing.poll());
    OptionalLong[] watched = {OptionalLong.empty()};
    Await.Turn turn =
        takeOver(
            worker,
            limit,
            () -> {
              meanwhile.run();
              boolean leads = worker.asks();
              // Who measures a lease by watching it begins when it first sees it.
              watched[0] = OptionalLong.of(watched[0].orElse(timing.nanoTime()));
              return leads;
            });
    demandOver("a lease of " + lease, limit, watched[0].orElseThrow(), turn);
    return turn;
  }

  void demandReads(Worker worker, FlagDefinitionCacheData expected, String circumstances) {
    demandSame(worker, worker.polls(), expected, circumstances);
  }

  /** Demands the same JSON value. */
  void demandEqual(
      Worker worker,
      Optional<FlagDefinitionCacheData> read,
      FlagDefinitionCacheData published,
      String what) {
    verdict.that(read.isPresent(), worker + " read nothing when " + what + " was published");
    JsonDifference.between(published, read.orElseThrow())
        .ifPresent(
            difference -> {
              throw verdict.broken(worker + " read another value of " + what + ": " + difference);
            });
  }

  /** Demands the right document; whether every value in it is right is for rule P1 to judge. */
  void demandSame(
      Worker worker,
      Optional<FlagDefinitionCacheData> read,
      FlagDefinitionCacheData expected,
      String circumstances) {
    verdict.that(isSame(read, expected), whatWasReadInstead(worker, read, expected, circumstances));
  }

  /** Awaits that polls of the worker read the document; few of them, since it may be large. */
  void awaitReads(Worker worker, FlagDefinitionCacheData expected, String circumstances) {
    Duration pause = timing.slack().dividedBy(LOOKS);
    if (timing.until(timing.slack(), pause, () -> isSame(worker.polls(), expected))) {
      return;
    }
    Optional<FlagDefinitionCacheData> read = worker.polls();
    verdict.inTime(
        isSame(read, expected), whatWasReadInstead(worker, read, expected, circumstances));
  }

  private static boolean isSame(
      Optional<FlagDefinitionCacheData> read, FlagDefinitionCacheData expected) {
    return read.filter(document -> Documents.haveSameContent(expected, document)).isPresent();
  }

  private static String whatWasReadInstead(
      Worker worker,
      Optional<FlagDefinitionCacheData> read,
      FlagDefinitionCacheData expected,
      String circumstances) {
    return read.map(
            document ->
                worker
                    + " read another document "
                    + circumstances
                    + ": "
                    + Documents.summaryOf(document)
                    + " instead of "
                    + Documents.summaryOf(expected))
        .orElseGet(() -> worker + " read nothing " + circumstances);
  }

  void wipe() {
    run("wipe the backend", fixture::wipe);
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

  /**
   * Has a rival act in the middle of another's next write, between its check and the write itself.
   *
   * @return what the rival was told, at once or when it did not have to wait any more
   * @throws TestAbortedException if nothing was written
   */
  <R> R race(Worker worker, String change, Runnable changes, Worker rival, Callable<R> acts) {
    AtomicReference<@Nullable Future<R>> acting = new AtomicReference<>();
    AtomicBoolean locked = new AtomicBoolean();
    run(
        "step in before the next write",
        () ->
            fixture.beforeNextWrite(
                () -> {
                  Future<R> answer = Concurrently.start(acts);
                  acting.set(answer);
                  locked.set(
                      !Concurrently.endsWithin(timeToStepIn(), answer) && Locks.keepWaiting());
                }));
    changes.run();
    Future<R> answer = acting.get();
    if (answer == null) {
      throw new TestAbortedException(
          worker + " wrote nothing during a " + change + ", so that nobody could come in between");
    }
    R told = Concurrently.resultOf(verdict, answer, timing.millis(10_000));
    verdict.that(
        !locked.get(),
        rival
            + " waits in the middle of a "
            + change
            + " for a lock of this process that "
            + worker
            + " holds, which workers of other processes do not have");
    return told;
  }

  /** Below any deadline, which would end the wait for a lock as well. */
  private Duration timeToStepIn() {
    Duration most = timing.deadline(2000).dividedBy(4);
    Duration usual = timing.millis(250);
    return usual.compareTo(most) < 0 ? usual : most;
  }

  List<StoredField> storedFields() {
    return from("name the stored fields", () -> fixture.storedFields().all());
  }

  List<StoredField> storedFields(StoredField.Part part) {
    return storedFields().stream().filter(field -> field.part() == part).toList();
  }

  /** Damages a stored field; returns whether the backend can hold that. */
  boolean damage(String key, StoredField field, FieldDamage damage) {
    return from("damage the " + field, () -> fixture.storedFields().damage(key, field, damage));
  }

  /** What the backend cannot hold anywhere was not judged. */
  static void demandAny(boolean any, String what) {
    if (!any) {
      throw new TestAbortedException("The fixture has nothing that " + what);
    }
  }

  /** Awaits that a worker's questions are answered again after an outage. */
  void awaitRecovery(Worker worker) {
    verdict.inTime(
        Await.until(timing.millis(5000), timing.poll(), () -> !worker.tryAsk().failed()),
        worker + " still fails " + timing.millis(5000) + " after the backend returned");
  }

  @Override
  protected Set<Disturbance> disturbances() {
    return fixture.disturbances();
  }

  /** Shuts all workers down, whatever comes of it, and closes the fixture. */
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
      shutDownAll();
      fixture.close();
    }
  }

  private void shutDownAll() {
    List<Future<?>> shutdowns = new ArrayList<>();
    for (Worker worker : workers) {
      shutdowns.add(Concurrently.start(worker::tryShutdown));
    }
    for (Future<?> shutdown : shutdowns) {
      try {
        shutdown.get(timing.millis(5000).toNanos(), TimeUnit.NANOSECONDS);
      } catch (ExecutionException | TimeoutException ignored) {
        // Shutting down is judged where it is the subject.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
