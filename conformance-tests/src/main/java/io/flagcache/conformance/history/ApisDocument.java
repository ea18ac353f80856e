package io.flagcache.conformance.history;

import io.flagcache.conformance.history.FleetEvent.Quiet;
import io.flagcache.conformance.history.WorkerEvent.ReadLossy;

/**
 * P1 and O2 in a fleet that loses nothing: everybody reads the API's very document, and when the
 * fleet is quiet the one that the API serves, though it may have served it before.
 */
final class ApisDocument implements Invariant {

  private final Account account;
  private final Report report;

  ApisDocument(Account account, Report report) {
    this.account = account;
    this.report = report;
  }

  @Override
  public void judge(HistoryEvent event) {
    if (!account.promises().isLossless()) {
      return;
    }
    if (event instanceof ReadLossy e) {
      report.broken("P1", e.at(), e::text);
    } else if (event instanceof Quiet quiet && canLearn(quiet)) {
      account.workers().stream()
          .filter(worker -> worker.isPresent && isBehind(worker, quiet))
          .forEach(
              worker ->
                  report.broken(
                      "O2",
                      quiet.at(),
                      () ->
                          quiet.text()
                              + ", and yet "
                              + worker.name
                              + " reads version "
                              + worker.lastRead
                              + ", though the API serves another"));
    }
  }

  private boolean canLearn(Quiet quiet) {
    return account.backendInReach() && account.apiWorks() && account.leader(quiet.at()).isPresent();
  }

  private boolean isBehind(WorkerAccount worker, Quiet quiet) {
    Long read = worker.lastRead;
    return read != null
        && worker.lastReadAt.compareTo(quiet.since()) >= 0
        && !account.api().isServed(read);
  }
}
