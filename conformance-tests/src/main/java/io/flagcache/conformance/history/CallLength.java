package io.flagcache.conformance.history;

import io.flagcache.conformance.history.WorkerEvent.CallEnded;

/** F1: no call lasts for as long as the SDK waits. */
final class CallLength implements Invariant {

  private final Account account;
  private final Report report;

  CallLength(Account account, Report report) {
    this.account = account;
    this.report = report;
  }

  @Override
  public void judge(HistoryEvent event) {
    if (event instanceof CallEnded e) {
      account
          .promises()
          .longestCall()
          .filter(limit -> e.took().compareTo(limit) > 0)
          .ifPresent(
              limit ->
                  report.broken(
                      "F1", e.at(), () -> e.text() + "; the SDK waits " + Texts.of(limit)));
    }
  }
}
