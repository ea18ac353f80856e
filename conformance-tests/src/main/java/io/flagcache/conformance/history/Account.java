package io.flagcache.conformance.history;

import io.flagcache.conformance.history.FleetEvent.ApiFailed;
import io.flagcache.conformance.history.FleetEvent.ApiRecovered;
import io.flagcache.conformance.history.FleetEvent.BackendLost;
import io.flagcache.conformance.history.FleetEvent.BackendReturned;
import io.flagcache.conformance.history.FleetEvent.DataLost;
import io.flagcache.conformance.history.FleetEvent.DocumentChanged;
import io.flagcache.conformance.history.FleetEvent.Stored;
import io.flagcache.conformance.history.FleetEvent.StoredNothing;
import io.flagcache.conformance.history.WorkerEvent.Asked;
import io.flagcache.conformance.history.WorkerEvent.AskedInVain;
import io.flagcache.conformance.history.WorkerEvent.Died;
import io.flagcache.conformance.history.WorkerEvent.Elected;
import io.flagcache.conformance.history.WorkerEvent.Fetched;
import io.flagcache.conformance.history.WorkerEvent.Joined;
import io.flagcache.conformance.history.WorkerEvent.Left;
import io.flagcache.conformance.history.WorkerEvent.NotElected;
import io.flagcache.conformance.history.WorkerEvent.Read;
import io.flagcache.conformance.history.WorkerEvent.Received;
import io.flagcache.conformance.history.WorkerEvent.Unchanged;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What a history amounts to so far. */
final class Account {

  private final Promises promises;
  private final Map<String, WorkerAccount> workers = new LinkedHashMap<>();
  private final Map<String, Claim> claims = new LinkedHashMap<>();
  private final Map<Long, Fetch> fetches = new HashMap<>();
  private final Revisions api = new Revisions();
  private boolean apiWorks = true;
  private boolean backendInReach = true;
  private boolean looksIntoStore;
  private @Nullable Stored stored;
  private @Nullable Duration lastLoss;
  private long lastLeadership;
  private @Nullable String lastLeader;

  Account(Promises promises) {
    this.promises = promises;
  }

  /**
   * A worker's lease, as far as the worker was told: it was granted after the worker had asked and
   * before it was answered.
   */
  record Claim(String worker, Duration asked, Duration answered, OptionalLong epoch) {

    /** When it is over at the earliest, unless it is renewed. */
    Duration end(Duration lease) {
      return asked.plus(lease);
    }
  }

  /**
   * How a document was last fetched by a leader.
   *
   * @param leadership the epoch, or a number that grows with each change of leader
   */
  record Fetch(String worker, long leadership) {}

  Promises promises() {
    return promises;
  }

  Revisions api() {
    return api;
  }

  boolean apiWorks() {
    return apiWorks;
  }

  boolean backendInReach() {
    return backendInReach;
  }

  /** What is stored, if somebody looks into the store and sees an entry. */
  Optional<Stored> stored() {
    return Optional.ofNullable(stored);
  }

  boolean looksIntoStore() {
    return looksIntoStore;
  }

  Optional<Fetch> fetchOf(long content) {
    return Optional.ofNullable(fetches.get(content));
  }

  Collection<Claim> claims() {
    return claims.values();
  }

  /** Whether a worker asked before the backend lost its data, and was answered afterwards. */
  boolean spansLoss(Duration asked) {
    return lastLoss != null && asked.compareTo(lastLoss) < 0;
  }

  WorkerAccount worker(String name) {
    return workers.computeIfAbsent(name, unknown -> new WorkerAccount(unknown, false));
  }

  boolean isPresent(String name) {
    WorkerAccount worker = workers.get(name);
    return worker == null || worker.isPresent;
  }

  Collection<WorkerAccount> workers() {
    return workers.values();
  }

  /** The living worker whose lease may last. */
  Optional<WorkerAccount> leader(Duration now) {
    return lastElected().filter(worker -> leaseEndOf(worker).compareTo(now) > 0);
  }

  private Duration leaseEndOf(WorkerAccount worker) {
    return Objects.requireNonNull(claims.get(worker.name)).end(promises.lease());
  }

  /** The living worker that was elected last and not told otherwise since. */
  Optional<WorkerAccount> lastElected() {
    WorkerAccount last = null;
    for (Claim claim : claims.values()) {
      last = isPresent(claim.worker()) ? worker(claim.worker()) : last;
    }
    return Optional.ofNullable(last);
  }

  void take(HistoryEvent event) {
    if (event instanceof WorkerEvent ofWorker) {
      takeOf(worker(ofWorker.worker()), ofWorker);
    } else if (event instanceof DocumentChanged e) {
      api.serve(e.content());
    } else if (event instanceof ApiFailed) {
      apiWorks = false;
    } else if (event instanceof ApiRecovered) {
      apiWorks = true;
    } else if (event instanceof BackendLost) {
      backendInReach = false;
    } else if (event instanceof BackendReturned) {
      backendInReach = true;
    } else if (event instanceof Stored e) {
      looksIntoStore = true;
      stored = e;
    } else if (event instanceof StoredNothing) {
      looksIntoStore = true;
      stored = null;
    } else if (event instanceof DataLost e) {
      loseData(e.at());
    }
  }

  private void takeOf(WorkerAccount worker, WorkerEvent event) {
    Duration at = event.at();
    if (event instanceof Joined e) {
      workers.put(e.worker(), new WorkerAccount(e.worker(), e.reader()));
    } else if (event instanceof Left) {
      worker.isPresent = false;
      claims.remove(worker.name);
    } else if (event instanceof Died) {
      worker.isPresent = false;
    } else if (event instanceof Asked) {
      worker.asks(at);
    } else if (event instanceof Elected e) {
      elect(worker, e);
    } else if (event instanceof NotElected) {
      worker.answered(false);
      claims.remove(worker.name);
    } else if (event instanceof AskedInVain) {
      worker.askedInVain();
    } else if (event instanceof Fetched e) {
      if (!api.isServed(e.content())) {
        api.serve(e.content());
      }
      worker.fetches(e.content(), api.latest());
    } else if (event instanceof Unchanged) {
      worker.hearsUnchanged(api.latest());
    } else if (event instanceof Received e) {
      receive(worker, e);
    } else if (event instanceof Read e) {
      worker.reads(at, e.content());
    }
  }

  private void elect(WorkerAccount worker, Elected e) {
    if (e.epoch().isPresent()) {
      lastLeadership = e.epoch().getAsLong();
    } else if (!worker.isElected || !worker.name.equals(lastLeader)) {
      lastLeadership++;
    }
    lastLeader = worker.name;
    worker.leadership = lastLeadership;
    worker.answered(true);
    claims.values().removeIf(claim -> claim.end(promises.lease()).compareTo(e.at()) <= 0);
    claims.put(worker.name, new Claim(worker.name, worker.asked, e.at(), e.epoch()));
  }

  private void receive(WorkerAccount worker, Received e) {
    worker.receives(e.at(), e.content(), api, promises.ages() == Ages.TOLD);
    if (worker.isConfirmed) {
      fetches.put(e.content(), new Fetch(worker.name, worker.leadership));
    }
  }

  private void loseData(Duration at) {
    lastLoss = at;
    claims.clear();
    fetches.clear();
    stored = null;
    workers.values().forEach(WorkerAccount::losesLeadership);
  }
}
