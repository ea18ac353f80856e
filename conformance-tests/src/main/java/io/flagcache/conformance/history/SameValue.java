package io.flagcache.conformance.history;

import io.flagcache.conformance.history.WorkerEvent.Read;
import io.flagcache.conformance.history.WorkerEvent.ReadDamaged;

/** P1: what is read is the same value as what somebody handed over, and the API once served. */
final class SameValue implements Invariant {

  private final Account account;
  private final Report report;

  SameValue(Account account, Report report) {
    this.account = account;
    this.report = report;
  }

  @Override
  public void judge(HistoryEvent event) {
    if (event instanceof ReadDamaged e) {
      report.broken("P1", e.at(), e::text);
    } else if (event instanceof Read e && account.api().lastOf(e.content()) == 0) {
      report.broken("P1", e.at(), () -> e.text() + ", which the API has never served");
    }
  }
}
