package io.flagcache.conformance.history;

import io.flagcache.conformance.history.FleetEvent.DataLost;
import io.flagcache.conformance.history.FleetEvent.Stored;
import io.flagcache.conformance.history.WorkerEvent.Fetched;
import io.flagcache.conformance.history.WorkerEvent.Read;
import io.flagcache.conformance.history.WorkerEvent.ReadFailed;
import io.flagcache.conformance.history.WorkerEvent.ReadNothing;
import io.flagcache.conformance.history.WorkerEvent.Received;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** C1: on an empty cache the leader alone fetches, while the others wait for its document. */
final class ColdStart implements Invariant {

  private final Account account;
  private final Report report;
  private final Map<String, Duration> waitingSince = new HashMap<>();
  private final Set<String> unanswered = new HashSet<>();
  private boolean isCold = true;

  ColdStart(Account account, Report report) {
    this.account = account;
    this.report = report;
  }

  @Override
  public void judge(HistoryEvent event) {
    if (event instanceof DataLost) {
      isCold = false; // Workers know documents now, and P6 is what counts.
    } else if (event instanceof Received || event instanceof Read || event instanceof Stored) {
      isCold = false;
    } else if (event instanceof ReadNothing e) {
      waitingSince.putIfAbsent(e.worker(), e.at().minus(e.waited()));
    } else if (event instanceof ReadFailed e) {
      unanswered.add(e.worker());
    } else if (event instanceof Fetched e && isCold) {
      account.promises().firstWait().ifPresent(firstWait -> judge(e, firstWait));
    }
  }

  private void judge(Fetched e, Duration firstWait) {
    WorkerAccount worker = account.worker(e.worker());
    Duration waiting = waitingSince.getOrDefault(e.worker(), e.at());
    boolean hasWaited = e.at().minus(waiting).compareTo(firstWait) >= 0;
    boolean anotherLeads =
        account.leader(e.at()).filter(leader -> !leader.name.equals(e.worker())).isPresent();
    boolean isExcused = worker.askedInVain || unanswered.contains(e.worker()) || hasWaited;
    if (anotherLeads && !worker.isConfirmed && !isExcused) {
      report.broken(
          "C1",
          e.at(),
          () ->
              e.text()
                  + " on an empty cache, though it is not elected and waited only since "
                  + Texts.of(waiting)
                  + " for the leader's document");
    }
  }
}
