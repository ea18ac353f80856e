package io.flagcache.conformance.history;

import io.flagcache.conformance.history.Account.Fetch;
import io.flagcache.conformance.history.FleetEvent.Stored;
import io.flagcache.conformance.history.WorkerAccount.Handover;
import io.flagcache.conformance.history.WorkerEvent.AskedInVain;
import io.flagcache.conformance.history.WorkerEvent.Elected;
import io.flagcache.conformance.history.WorkerEvent.NotElected;
import io.flagcache.conformance.history.WorkerEvent.Read;
import io.flagcache.conformance.history.WorkerEvent.Received;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * P11 and O1: nobody goes back to an older document. What counts is what the provider has shown or
 * was handed: what an SDK fetched and kept to itself no provider can keep.
 */
final class NoStepBack implements Invariant {

  private final Account account;
  private final Report report;
  private final Map<String, Shown> shown = new HashMap<>();

  /** The newest that a worker's provider has shown or was handed. */
  private static final class Shown {
    int revision;
    long content;
    Duration since = Duration.ZERO;
    boolean wasReceived;

    /** Since when it is held against what is stored. */
    @Nullable Duration held;

    /** Since when its worker has asked in vain, as the backend was out of reach. */
    @Nullable Duration cutOff;
  }

  NoStepBack(Account account, Report report) {
    this.account = account;
    this.report = report;
  }

  @Override
  public void judge(HistoryEvent event) {
    if (event instanceof Stored e) {
      account.stored().ifPresent(before -> judgeReplacement(before, e));
    }
    if (!(event instanceof WorkerEvent ofWorker)) {
      return;
    }
    if (event instanceof Received e) {
      received(e);
      return; // Whether it contradicts what is stored shows when the call is over.
    }
    if (event instanceof Read e) {
      judgeAgainstStore(e);
      read(e);
    }
    if (event instanceof AskedInVain && !account.backendInReach()) {
      cutOff(ofWorker);
    } else if (event instanceof Elected
        || event instanceof NotElected
        || event instanceof AskedInVain) {
      answered(ofWorker);
    }
    observe(ofWorker.worker(), ofWorker.at());
  }

  private void cutOff(WorkerEvent event) {
    Shown now = shownTo(event.worker());
    now.cutOff = now.cutOff == null ? event.at() : now.cutOff;
  }

  /** The time does not count in which the worker could not find out whether it is right. */
  private void answered(WorkerEvent event) {
    Shown now = shownTo(event.worker());
    if (now.cutOff != null && now.held != null) {
      now.held = now.held.plus(event.at().minus(now.cutOff));
    }
    now.cutOff = null;
  }

  private void received(Received e) {
    WorkerAccount worker = account.worker(e.worker());
    Shown before = shownTo(e.worker());
    int revision = worker.revisionOf(e.content(), account.api());
    if (revision >= before.revision) {
      raise(before, revision, e.content(), e.at());
      before.wasReceived = true;
    }
  }

  private void read(Read e) {
    Shown before = shownTo(e.worker());
    int revision = account.api().firstOf(e.content(), before.revision);
    if (revision == 0) {
      revision = account.api().lastOf(e.content());
      if (revision == 0) {
        return; // Which P1 forbids.
      }
      if (!mayGoBack(before, e.at())) {
        report.broken(ruleOf(before, e.content()), e.at(), () -> story(before, e));
      }
    }
    if (revision != before.revision) {
      before.wasReceived = false;
    }
    raise(before, revision, e.content(), e.at());
  }

  private boolean mayGoBack(Shown before, Duration at) {
    Duration held = before.held;
    Optional<Duration> holdTime = account.promises().holdTime();
    return held != null && holdTime.isPresent() && at.minus(held).compareTo(holdTime.get()) >= 0;
  }

  private String ruleOf(Shown before, long content) {
    Optional<Fetch> newer = account.fetchOf(before.content);
    Optional<Fetch> older = account.fetchOf(content);
    boolean wasReplaced =
        newer.isPresent()
            && older.isPresent()
            && newer.get().leadership() > older.get().leadership();
    return wasReplaced && !before.wasReceived ? "O1" : "P11";
  }

  private String story(Shown before, Read e) {
    return e.worker()
        + " went back from version "
        + before.content
        + ", which it "
        + (before.wasReceived ? "received" : "read")
        + " at "
        + Texts.of(before.since)
        + fetched(before.content)
        + ", to version "
        + e.content()
        + fetched(e.content());
  }

  private String fetched(long content) {
    return account
        .fetchOf(content)
        .map(
            fetch ->
                " (fetched by " + fetch.worker() + " under leadership " + fetch.leadership() + ")")
        .orElse("");
  }

  private static void raise(Shown shown, int revision, long content, Duration at) {
    if (revision != shown.revision) {
      shown.held = null;
      shown.since = at;
    }
    shown.revision = revision;
    shown.content = content;
  }

  private void observe(String worker, Duration at) {
    Shown now = shownTo(worker);
    if (now.held == null && now.cutOff == null && account.backendInReach() && isContradicted(now)) {
      now.held = at;
    }
  }

  /** Where nobody looks into the store, it may hold something older all the time. */
  private boolean isContradicted(Shown now) {
    return account
        .stored()
        .map(stored -> account.api().lastOf(stored.content()) < now.revision)
        .orElse(true);
  }

  private Shown shownTo(String worker) {
    return shown.computeIfAbsent(worker, unknown -> new Shown());
  }

  /** Nobody serves what it fetched under an earlier leadership than what is stored. */
  private void judgeAgainstStore(Read e) {
    Handover own = account.worker(e.worker()).lastHandover;
    Stored stored = account.stored().orElse(null);
    if (own == null || stored == null || own.content() != e.content() || own.leadership() == 0) {
      return;
    }
    if (stored.content() != e.content() && stored.fetchEpoch().orElse(0) > own.leadership()) {
      report.broken(
          "O1",
          e.at(),
          () ->
              e.worker()
                  + " reads version "
                  + e.content()
                  + ", which it fetched under epoch "
                  + own.leadership()
                  + ", though "
                  + stored.text());
    }
  }

  private void judgeReplacement(Stored before, Stored after) {
    OptionalLong earlier = after.fetchEpoch();
    OptionalLong later = before.fetchEpoch();
    if (earlier.isPresent()
        && later.isPresent()
        && after.content() != before.content()
        && earlier.getAsLong() < later.getAsLong()) {
      report.broken("O1", after.at(), () -> after.text() + "; before that " + before.text());
    }
  }
}
