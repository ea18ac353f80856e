package io.flagcache.conformance.history;

import io.flagcache.conformance.history.FleetEvent.DataLost;
import io.flagcache.conformance.history.FleetEvent.Stored;
import io.flagcache.conformance.history.FleetEvent.StoredNothing;
import io.flagcache.conformance.history.WorkerEvent.Elected;
import io.flagcache.conformance.history.WorkerEvent.Read;
import io.flagcache.conformance.history.WorkerEvent.ReadNothing;
import io.flagcache.conformance.history.WorkerEvent.Received;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** P4 and P5: only leaders replace the entry, and it lives as long as some leader polls. */
final class EntryKept implements Invariant {

  private final Account account;
  private final Report report;

  /** What only workers received that did not lead, while there was an entry; and who first. */
  private final Map<Long, Received> notToBeStored = new HashMap<>();

  private final Set<Long> mayBeStored = new HashSet<>();
  private @Nullable HistoryEvent lastSeen;
  private @Nullable Duration lastElection;

  EntryKept(Account account, Report report) {
    this.account = account;
    this.report = report;
  }

  @Override
  public void judge(HistoryEvent event) {
    if (event instanceof Received e) {
      received(e);
    } else if (event instanceof Elected e) {
      WorkerAccount worker = account.worker(e.worker());
      lastElection = worker.asked;
      worker.receivedContents.forEach(this::allow);
    } else if (event instanceof Stored e) {
      seen(e.content(), e);
    } else if (event instanceof Read e && showsEntry(e)) {
      seen(e.content(), e);
    } else if (event instanceof ReadNothing e) {
      readNothing(e);
    } else if (event instanceof StoredNothing || event instanceof DataLost) {
      isGone();
    }
  }

  private void received(Received e) {
    if (account.worker(e.worker()).isElected || !isAlive(e.at())) {
      allow(e.content());
    } else if (!mayBeStored.contains(e.content())) {
      notToBeStored.putIfAbsent(e.content(), e);
    }
  }

  private void allow(long content) {
    notToBeStored.remove(content);
    mayBeStored.add(content);
  }

  private boolean showsEntry(Read e) {
    return account.promises().readsShowTheEntry()
        && account.backendInReach()
        && !account.worker(e.worker()).receivedContents.contains(e.content());
  }

  private void seen(long content, HistoryEvent event) {
    Received received = notToBeStored.remove(content);
    if (received != null) {
      report.broken(
          "P4",
          event.at(),
          () ->
              event.text()
                  + ", which only "
                  + received.worker()
                  + " had received, at "
                  + Texts.of(received.at())
                  + ", who did not lead, while there was an entry");
    }
    lastSeen = event;
  }

  private void readNothing(ReadNothing e) {
    HistoryEvent seen = lastSeen;
    Duration began = e.at().minus(e.waited());
    // What the read found was there when it began, or came meanwhile; so did who leads.
    boolean ledBefore = lastElection != null && lastElection.compareTo(began) <= 0;
    if (seen != null && seen.at().compareTo(began) < 0 && ledBefore && isAlive(e.at())) {
      report.broken(
          "P5", e.at(), () -> e.text() + ", though at " + Texts.of(seen.at()) + " " + seen.text());
    }
    isGone();
  }

  private void isGone() {
    lastSeen = null;
    notToBeStored.keySet().stream().toList().forEach(this::allow);
  }

  private boolean isAlive(Duration at) {
    Promises promises = account.promises();
    return lastSeen != null
        && lastElection != null
        && account.backendInReach()
        && at.plus(promises.slack()).compareTo(lastElection.plus(promises.entryTtl())) < 0;
  }
}
