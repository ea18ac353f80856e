package io.flagcache.conformance.history;

import io.flagcache.conformance.history.Account.Claim;
import io.flagcache.conformance.history.FleetEvent.DataLost;
import io.flagcache.conformance.history.WorkerEvent.Elected;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * E1, E3 and C3: one leads at a time. Judged by what is certain whatever came late: two leases that
 * were both granted within one lease, and epochs, as far as the backend has kept its data.
 */
final class OneLeader implements Invariant {

  private final Account account;
  private final Report report;
  private final Map<Long, String> leaders = new HashMap<>();

  /** The first that was answered under each epoch that was the greatest so far, by the time. */
  private final TreeMap<Duration, Claim> greatestEpochs = new TreeMap<>();

  OneLeader(Account account, Report report) {
    this.account = account;
    this.report = report;
  }

  @Override
  public void judge(HistoryEvent event) {
    if (event instanceof Elected e) {
      elected(e);
    } else if (event instanceof DataLost) {
      leaders.clear();
      greatestEpochs.clear();
    }
  }

  private void elected(Elected e) {
    WorkerAccount worker = account.worker(e.worker());
    if (worker.isReader) {
      report.broken("C3", e.at(), () -> e.text() + ", though it is a reader");
    }
    if (account.spansLoss(worker.asked)) {
      return;
    }
    Claim mine = new Claim(e.worker(), worker.asked, e.at(), e.epoch());
    account.claims().forEach(other -> compare(other, mine));
    if (e.epoch().isPresent()) {
      judgeEpoch(mine, e.epoch());
    }
  }

  private void compare(Claim other, Claim mine) {
    boolean isUncertain =
        account.worker(other.worker()).isAsking || account.spansLoss(other.asked());
    if (other.worker().equals(mine.worker()) || isUncertain) {
      return;
    }
    Duration first = Times.earlier(other.asked(), mine.asked());
    Duration last = Times.later(other.answered(), mine.answered());
    Duration left = account.promises().lease().minus(last.minus(first));
    if (left.compareTo(account.promises().slack()) > 0) {
      boolean atOnce =
          other.asked().compareTo(mine.answered()) <= 0
              && mine.asked().compareTo(other.answered()) <= 0;
      report.broken(
          atOnce ? "E1" : "E3",
          mine.answered(),
          () ->
              mine.worker()
                  + " is elected, though "
                  + other.worker()
                  + " was elected at "
                  + Texts.of(other.answered())
                  + ", and its lease lasts "
                  + Texts.of(left)
                  + " more");
    }
  }

  private void judgeEpoch(Claim mine, OptionalLong epoch) {
    String owner = leaders.putIfAbsent(epoch.getAsLong(), mine.worker());
    if (owner != null && !owner.equals(mine.worker())) {
      report.broken(
          "E1",
          mine.answered(),
          () ->
              mine.worker()
                  + " is elected under epoch "
                  + epoch.getAsLong()
                  + ", which is "
                  + owner
                  + "'s");
    }
    Map.Entry<Duration, Claim> before = greatestEpochs.lowerEntry(mine.asked());
    if (before != null && epochOf(before.getValue()) > epoch.getAsLong()) {
      report.broken(
          "E3",
          mine.answered(),
          () ->
              mine.worker()
                  + " is elected under epoch "
                  + epoch.getAsLong()
                  + " after "
                  + before.getValue().worker()
                  + " was under epoch "
                  + epochOf(before.getValue())
                  + " at "
                  + Texts.of(before.getKey()));
    }
    if (greatestEpochs.isEmpty()
        || epochOf(greatestEpochs.lastEntry().getValue()) < epoch.getAsLong()) {
      greatestEpochs.put(mine.answered(), mine);
    }
  }

  private static long epochOf(Claim claim) {
    return claim.epoch().orElse(0);
  }
}
