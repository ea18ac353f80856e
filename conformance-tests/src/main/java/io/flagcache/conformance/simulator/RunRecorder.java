package io.flagcache.conformance.simulator;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.conformance.history.FleetEvent;
import io.flagcache.conformance.history.History;
import io.flagcache.conformance.history.Promises;
import io.flagcache.conformance.history.WorkerEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells the history of one run what happens, measures what it costs, and makes the report. */
final class RunRecorder {

  private static final int MOST_SHOWN_DOCUMENTS = 3;

  private final Timeline timeline;
  private final SimulatedApi api;
  private final SimulatedDocuments documents;
  private final Duration pollInterval;
  private final History history;

  private final Map<SimulatedWorker, WorkerRecord> records = new LinkedHashMap<>();
  private final List<Change> changes = new ArrayList<>();

  /** Where documents that somebody handed over are not what the API served. */
  private final IdentityHashMap<FlagDefinitionCacheData, Optional<String>> losses =
      new IdentityHashMap<>();

  private Traffic unshared = Traffic.NONE;
  private Traffic ideal = Traffic.NONE;
  private long idealSlot = -1;
  private @Nullable Integer idealEtag;
  private int shownDocuments;
  private long requestsInOutages;
  private long failedCalls;
  private boolean outage;
  private Duration longestEmpty = Duration.ZERO;
  private @Nullable Duration emptySince;

  RunRecorder(
      Timeline timeline,
      SimulatedApi api,
      SimulatedDocuments documents,
      Duration pollInterval,
      Promises promises) {
    this.timeline = timeline;
    this.api = api;
    this.documents = documents;
    this.pollInterval = pollInterval;
    this.history = new History(promises);
    history.add(new FleetEvent.DocumentChanged(timeline.now(), api.version()));
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
    records.put(worker, new WorkerRecord(timeline.now()));
    history.add(new WorkerEvent.Joined(timeline.now(), worker.toString(), worker.onlyReads()));
  }

  void left(SimulatedWorker worker) {
    recordOf(worker).present = false;
    forgetChangesOf(worker);
    history.add(new WorkerEvent.Left(timeline.now(), worker.toString()));
  }

  void died(SimulatedWorker worker) {
    recordOf(worker).present = false;
    forgetChangesOf(worker);
    history.add(new WorkerEvent.Died(timeline.now(), worker.toString()));
  }

  /** A worker that stands still cannot see a change in time. */
  void stalled(SimulatedWorker worker) {
    forgetChangesOf(worker);
    history.add(new FleetEvent.Remark(timeline.now(), worker + " stands still"));
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

  void asks(SimulatedWorker worker) {
    history.add(new WorkerEvent.Asked(timeline.now(), worker.toString()));
  }

  private @Nullable Integer etagAfter(@Nullable Integer etag) {
    return api.state() == ApiState.UP ? Integer.valueOf(api.version()) : etag;
  }

  void elected(SimulatedWorker worker) {
    history.add(new WorkerEvent.Elected(timeline.now(), worker.toString(), OptionalLong.empty()));
  }

  void notElected(SimulatedWorker worker) {
    history.add(new WorkerEvent.NotElected(timeline.now(), worker.toString()));
  }

  void askedInVain(SimulatedWorker worker) {
    history.add(new WorkerEvent.AskedInVain(timeline.now(), worker.toString(), "its stage failed"));
  }

  void requests() {
    if (outage) {
      requestsInOutages++;
    }
  }

  /** The API answers, whenever the worker hears of it. */
  void answered(SimulatedWorker worker, ApiAnswer answer) {
    if (answer.hasDocument()) {
      history.add(new WorkerEvent.Fetched(timeline.now(), worker.toString(), answer.version()));
    } else if (answer.isUnchanged()) {
      history.add(new WorkerEvent.Unchanged(timeline.now(), worker.toString()));
    }
  }

  void handsOver(SimulatedWorker worker, int version) {
    history.add(new WorkerEvent.Received(timeline.now(), worker.toString(), version));
  }

  void callFailed() {
    failedCalls++;
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
    history.add(new FleetEvent.DocumentChanged(timeline.now(), version));
  }

  /** How an earlier document spreads again is not measured: who has not seen the other one? */
  void changedBack(int version) {
    history.add(new FleetEvent.DocumentChanged(timeline.now(), version));
  }

  void apiBecame(ApiState state) {
    history.add(
        state == ApiState.UP
            ? new FleetEvent.ApiRecovered(timeline.now())
            : new FleetEvent.ApiFailed(timeline.now()));
  }

  void wiped() {
    history.add(new FleetEvent.DataLost(timeline.now()));
  }

  void outageBegan() {
    outage = true;
    history.add(new FleetEvent.BackendLost(timeline.now()));
  }

  void outageEnded() {
    outage = false;
    history.add(new FleetEvent.BackendReturned(timeline.now()));
  }

  /** The name of the living worker that leads; empty if none does. */
  String leader() {
    return history.leader().orElse("");
  }

  void foundNothing(SimulatedWorker worker, Duration waited) {
    history.add(new WorkerEvent.ReadNothing(timeline.now(), worker.toString(), waited));
    if (emptySince == null) {
      emptySince = timeline.now();
    }
  }

  void readFailed(SimulatedWorker worker) {
    history.add(new WorkerEvent.ReadFailed(timeline.now(), worker.toString()));
  }

  void found() {
    if (emptySince != null) {
      longestEmpty = later(longestEmpty, timeline.now().minus(emptySince));
      emptySince = null;
    }
  }

  void read(SimulatedWorker worker, FlagDefinitionCacheData data, int version) {
    if (!losses.containsKey(data) && !documents.isIntact(data)) {
      damaged(worker, "reads a document that nobody had handed over so" + shown(data));
      return;
    }
    history.add(new WorkerEvent.Read(timeline.now(), worker.toString(), version));
    losses
        .computeIfAbsent(data, known -> documents.lossIn(known, version))
        .ifPresent(
            loss ->
                history.add(
                    new WorkerEvent.ReadLossy(timeline.now(), worker.toString(), version, loss)));
  }

  /** Its text is long to make, and nobody looks at hundreds of them. */
  private String shown(FlagDefinitionCacheData data) {
    shownDocuments++;
    return shownDocuments > MOST_SHOWN_DOCUMENTS ? "" : ": " + data.document();
  }

  void damaged(SimulatedWorker worker, String what) {
    history.add(new WorkerEvent.ReadDamaged(timeline.now(), worker.toString(), what));
  }

  void serves(SimulatedWorker worker, int version, int before) {
    Duration now = timeline.now();
    WorkerRecord record = recordOf(worker);
    if (record.firstServed == null) {
      record.firstServed = now;
    }
    if (version != before) {
      for (Change change : changes) {
        if (change.version <= version) {
          change.seen(worker, now);
        }
      }
    }
  }

  /** Nothing has disturbed the fleet for long; what was read since then is judged. */
  void quiet(Duration since) {
    history.add(new FleetEvent.Quiet(timeline.now(), since));
  }

  SimulationReport report(Scenario scenario, long seed) {
    Duration now = timeline.now();
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
        changes.stream().map(RunRecorder::spreadOf).toList(),
        history.counts(),
        history.violations(),
        history.longestWithoutLeader(now),
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

  /** The same report, with what has been found broken since. */
  SimulationReport completed(SimulationReport report) {
    return report.with(history.counts(), history.violations());
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
}
