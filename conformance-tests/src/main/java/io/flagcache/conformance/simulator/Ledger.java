package io.flagcache.conformance.simulator;

import io.flagcache.FlagDefinitionCacheData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Notes what happens in one run, and makes the report of it. */
final class Ledger {

  private static final int MOST_FINDINGS = 20;

  private final Timeline timeline;
  private final SimulatedApi api;
  private final SimulatedDocuments documents;
  private final Duration pollInterval;
  private final Duration lease;

  private final Map<SimulatedWorker, WorkerRecord> records = new LinkedHashMap<>();
  private final Map<SimulatedWorker, Duration> leaseEnds = new LinkedHashMap<>();
  private final List<Change> changes = new ArrayList<>();
  private final Set<FlagDefinitionCacheData> intact =
      Collections.newSetFromMap(new IdentityHashMap<>());
  private final Findings stepsBack = new Findings();
  private final Findings losses = new Findings();
  private final Findings twoLeaders = new Findings();

  private Traffic unshared = Traffic.NONE;
  private Traffic ideal = Traffic.NONE;
  private long idealSlot = -1;
  private @Nullable Integer idealEtag;
  private long requestsInOutages;
  private long failedCalls;
  private boolean outage;
  private Duration coveredUntil = Duration.ZERO;
  private Duration longestWithoutLeader = Duration.ZERO;
  private Duration longestEmpty = Duration.ZERO;
  private @Nullable Duration emptySince;

  Ledger(
      Timeline timeline,
      SimulatedApi api,
      SimulatedDocuments documents,
      Duration pollInterval,
      Duration lease) {
    this.timeline = timeline;
    this.api = api;
    this.documents = documents;
    this.pollInterval = pollInterval;
    this.lease = lease;
  }

  /** One worker's history, as far as it is measured. */
  private static final class WorkerRecord {
    final Duration started;
    boolean present = true;
    @Nullable Duration firstServed;
    @Nullable Integer unsharedEtag;

    WorkerRecord(Duration started) {
      this.started = started;
    }
  }

  /** A list that does not grow without end, and a count that does. */
  private static final class Findings {
    final List<String> first = new ArrayList<>();
    long count;

    void add(Supplier<String> finding) {
      count++;
      if (first.size() < MOST_FINDINGS) {
        first.add(finding.get());
      }
    }

    SimulationReport.Findings toReport() {
      return new SimulationReport.Findings(count, first);
    }
  }

  /** How a new version spreads. */
  private static final class Change {
    final int version;
    final Duration at;
    final Set<SimulatedWorker> unaware;
    Duration slowest = Duration.ZERO;
    Duration sum = Duration.ZERO;
    int aware;

    Change(int version, Duration at, Set<SimulatedWorker> unaware) {
      this.version = version;
      this.at = at;
      this.unaware = unaware;
    }

    void seen(SimulatedWorker worker, Duration now) {
      if (unaware.remove(worker)) {
        Duration age = now.minus(at);
        slowest = slowest.compareTo(age) < 0 ? age : slowest;
        sum = sum.plus(age);
        aware++;
      }
    }
  }

  void joined(SimulatedWorker worker) {
    if (leaseEnds.isEmpty() && records.values().stream().noneMatch(record -> record.present)) {
      coveredUntil = timeline.now();
    }
    records.put(worker, new WorkerRecord(timeline.now()));
  }

  void left(SimulatedWorker worker) {
    recordOf(worker).present = false;
    forgetChangesOf(worker);
  }

  /** A worker that stands still cannot see a change in time. */
  void stalled(SimulatedWorker worker) {
    forgetChangesOf(worker);
  }

  private void forgetChangesOf(SimulatedWorker worker) {
    changes.forEach(change -> change.unaware.remove(worker));
  }

  void polls(SimulatedWorker worker) {
    WorkerRecord record = recordOf(worker);
    unshared = api.billed(unshared, record.unsharedEtag);
    record.unsharedEtag = etagAfter(record.unsharedEtag);
    long slot = timeline.now().toNanos() / pollInterval.toNanos();
    if (slot != idealSlot) {
      idealSlot = slot;
      ideal = api.billed(ideal, idealEtag);
      idealEtag = etagAfter(idealEtag);
    }
  }

  private @Nullable Integer etagAfter(@Nullable Integer etag) {
    return api.state() == ApiState.UP ? Integer.valueOf(api.version()) : etag;
  }

  void requests() {
    if (outage) {
      requestsInOutages++;
    }
  }

  void callFailed() {
    failedCalls++;
  }

  void toldToFetch(SimulatedWorker worker, Duration asked) {
    Duration now = timeline.now();
    leaseEnds.forEach(
        (other, end) -> {
          if (other != worker && end.compareTo(now) > 0) {
            twoLeaders.add(
                () ->
                    at(now)
                        + worker
                        + " was told to fetch, though the lease of "
                        + other
                        + " lasts "
                        + SimulationReport.text(end.minus(now))
                        + " more");
          }
        });
    noteGap(now);
    leaseEnds.values().removeIf(end -> end.compareTo(now) <= 0);
    Duration end = asked.plus(lease);
    leaseEnds.put(worker, end);
    coveredUntil = later(coveredUntil, end);
  }

  /** The worker was told so, or has shut down. */
  void leadsNoMore(SimulatedWorker worker) {
    Duration now = timeline.now();
    Duration end = leaseEnds.remove(worker);
    if (end != null && end.compareTo(now) > 0) {
      coveredUntil = leaseEnds.values().stream().reduce(now, Ledger::later);
    }
  }

  private void noteGap(Duration until) {
    if (!outage) {
      longestWithoutLeader = later(longestWithoutLeader, until.minus(coveredUntil));
    }
  }

  void wiped() {
    noteGap(timeline.now());
    leaseEnds.clear();
    coveredUntil = timeline.now();
  }

  void outageBegan() {
    noteGap(timeline.now());
    outage = true;
  }

  void outageEnded() {
    outage = false;
    coveredUntil = later(coveredUntil, timeline.now());
  }

  @Nullable SimulatedWorker leader() {
    SimulatedWorker last = null;
    for (SimulatedWorker worker : leaseEnds.keySet()) {
      last = recordOf(worker).present ? worker : last;
    }
    return last;
  }

  void foundNothing() {
    if (emptySince == null) {
      emptySince = timeline.now();
    }
  }

  void found() {
    if (emptySince != null) {
      longestEmpty = later(longestEmpty, timeline.now().minus(emptySince));
      emptySince = null;
    }
  }

  void read(SimulatedWorker worker, FlagDefinitionCacheData data) {
    if (intact.contains(data)) {
      return;
    }
    if (documents.isIntact(data)) {
      intact.add(data);
    } else {
      lost(worker, "read a document that nobody had handed over so: " + data.document());
    }
  }

  void lost(SimulatedWorker worker, String what) {
    losses.add(() -> at(timeline.now()) + worker + " " + what);
  }

  void changed(int version) {
    Set<SimulatedWorker> unaware = Collections.newSetFromMap(new LinkedHashMap<>());
    records.forEach(
        (worker, record) -> {
          if (record.present) {
            unaware.add(worker);
          }
        });
    changes.add(new Change(version, timeline.now(), unaware));
  }

  void serves(SimulatedWorker worker, int version, int before, boolean avoidable) {
    Duration now = timeline.now();
    WorkerRecord record = recordOf(worker);
    if (record.firstServed == null) {
      record.firstServed = now;
    }
    if (version < before && avoidable) {
      stepsBack.add(
          () -> at(now) + worker + " went back from version " + before + " to " + version);
    }
    if (version != before) {
      for (Change change : changes) {
        if (change.version <= version) {
          change.seen(worker, now);
        }
      }
    }
  }

  SimulationReport report(Scenario scenario, long seed) {
    Duration now = timeline.now();
    if (records.values().stream().anyMatch(record -> record.present)) {
      noteGap(now);
    }
    if (emptySince != null) {
      longestEmpty = later(longestEmpty, now.minus(emptySince));
    }
    return new SimulationReport(
        scenario.name(),
        seed,
        now,
        records.size(),
        api.traffic(),
        unshared,
        ideal,
        changes.stream().map(Ledger::spreadOf).toList(),
        stepsBack.toReport(),
        losses.toReport(),
        twoLeaders.toReport(),
        longestWithoutLeader,
        longestEmpty,
        longestWithoutFlags(now),
        (int)
            records.values().stream()
                .filter(record -> record.present && record.firstServed == null)
                .count(),
        requestsInOutages,
        failedCalls,
        timeline.tolerance());
  }

  private Duration longestWithoutFlags(Duration now) {
    Duration longest = Duration.ZERO;
    for (WorkerRecord record : records.values()) {
      Duration served = record.firstServed;
      if (served != null || record.present) {
        longest = later(longest, (served == null ? now : served).minus(record.started));
      }
    }
    return longest;
  }

  private static SimulationReport.Spread spreadOf(Change change) {
    Duration mean = change.aware == 0 ? Duration.ZERO : change.sum.dividedBy(change.aware);
    return new SimulationReport.Spread(
        change.version, change.at, change.slowest, mean, change.unaware.size());
  }

  private WorkerRecord recordOf(SimulatedWorker worker) {
    WorkerRecord record = records.get(worker);
    if (record == null) {
      throw new IllegalStateException(worker + " has not joined");
    }
    return record;
  }

  private static Duration later(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private static String at(Duration now) {
    return SimulationReport.text(now) + ": ";
  }
}
