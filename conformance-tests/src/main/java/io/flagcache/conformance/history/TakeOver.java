package io.flagcache.conformance.history;

import io.flagcache.conformance.history.Account.Claim;
import io.flagcache.conformance.history.FleetEvent.BackendLost;
import io.flagcache.conformance.history.FleetEvent.BackendReturned;
import io.flagcache.conformance.history.FleetEvent.DataLost;
import io.flagcache.conformance.history.WorkerEvent.Elected;
import io.flagcache.conformance.history.WorkerEvent.Joined;
import io.flagcache.conformance.history.WorkerEvent.Left;
import io.flagcache.conformance.history.WorkerEvent.NotElected;
import java.time.Duration;

/** E4: somebody leads again in time when a lease has ended, while the backend is in reach. */
final class TakeOver implements Invariant {

  private final Account account;
  private final Report report;
  private Duration coveredUntil = Duration.ZERO;
  private Duration longestGap = Duration.ZERO;

  TakeOver(Account account, Report report) {
    this.account = account;
    this.report = report;
  }

  @Override
  public void judge(HistoryEvent event) {
    Duration at = event.at();
    if (event instanceof Joined) {
      boolean isFirst = account.workers().stream().noneMatch(worker -> worker.isPresent);
      if (isFirst && account.claims().isEmpty()) {
        coveredUntil = at;
      }
    } else if (event instanceof Elected e) {
      endGap(at);
      Duration asked = account.worker(e.worker()).asked;
      coveredUntil = Times.later(coveredUntil, asked.plus(account.promises().lease()));
    } else if (event instanceof NotElected e) {
      leaseEnds(e.worker(), at);
    } else if (event instanceof Left e) {
      leaseEnds(e.worker(), at);
    } else if (event instanceof DataLost) {
      endGap(at);
      coveredUntil = at;
    } else if (event instanceof BackendLost) {
      endGap(at);
    } else if (event instanceof BackendReturned) {
      coveredUntil = Times.later(coveredUntil, at);
    }
  }

  private void leaseEnds(String worker, Duration at) {
    Duration lease = account.promises().lease();
    boolean early = false;
    Duration others = at;
    for (Claim claim : account.claims()) {
      if (!claim.worker().equals(worker)) {
        others = Times.later(others, claim.end(lease));
      } else if (claim.end(lease).compareTo(at) > 0) {
        early = true;
      }
    }
    if (early) {
      coveredUntil = others;
    }
  }

  private void endGap(Duration at) {
    if (!account.backendInReach()) {
      return;
    }
    Duration gap = at.minus(coveredUntil);
    longestGap = Times.later(longestGap, gap);
    account
        .promises()
        .takeOver()
        .filter(limit -> gap.compareTo(limit.plus(account.promises().slack())) > 0)
        .ifPresent(
            limit ->
                report.broken(
                    "E4",
                    at,
                    () ->
                        "nobody has led since "
                            + Texts.of(coveredUntil)
                            + ", for "
                            + Texts.of(gap)
                            + "; allowed are "
                            + Texts.of(limit)));
  }

  /** The longest time without a leader, while the backend was in reach, until now. */
  Duration longestGap(Duration now) {
    boolean isPresent = account.workers().stream().anyMatch(worker -> worker.isPresent);
    return isPresent && account.backendInReach()
        ? Times.later(longestGap, now.minus(coveredUntil))
        : longestGap;
  }
}
