package io.flagcache.conformance.history;

import io.flagcache.conformance.history.FleetEvent.Quiet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * O2: when the fleet is quiet and some worker leads, all read the same, and nothing older than what
 * the leader received, or than what the API serves if the leader can learn of it. What another
 * worker received is published when that one leads, so that a driver that lets leaders leave has it
 * judged of all.
 */
final class Convergence implements Invariant {

  private final Account account;
  private final Report report;

  Convergence(Account account, Report report) {
    this.account = account;
    this.report = report;
  }

  @Override
  public void judge(HistoryEvent event) {
    if (event instanceof Quiet quiet && account.backendInReach()) {
      account.leader(quiet.at()).ifPresent(leader -> judge(quiet, leader));
    }
  }

  private void judge(Quiet quiet, WorkerAccount leader) {
    List<WorkerAccount> readers =
        account.workers().stream()
            .filter(worker -> worker.isPresent && worker.lastRead != null)
            .filter(worker -> worker.lastReadAt.compareTo(quiet.since()) >= 0)
            .toList();
    List<Long> read = readers.stream().map(Convergence::lastReadBy).distinct().toList();
    if (read.size() > 1) {
      report.broken("O2", quiet.at(), () -> quiet.text() + ", and yet " + whoReadsWhat(readers));
      return;
    }
    int newest = newestPromised(leader);
    if (!read.isEmpty() && account.api().lastOf(read.get(0)) < newest) {
      report.broken(
          "O2",
          quiet.at(),
          () ->
              quiet.text()
                  + ", and yet all read version "
                  + read.get(0)
                  + ", though "
                  + story(leader));
    }
  }

  private static long lastReadBy(WorkerAccount worker) {
    return Objects.requireNonNull(worker.lastRead);
  }

  private static String whoReadsWhat(List<WorkerAccount> readers) {
    return readers.stream()
        .collect(
            Collectors.groupingBy(
                Convergence::lastReadBy,
                Collectors.mapping(worker -> worker.name, Collectors.joining(", "))))
        .entrySet()
        .stream()
        .map(entry -> "version " + entry.getKey() + " is read by " + entry.getValue())
        .collect(Collectors.joining("; "));
  }

  private String story(WorkerAccount leader) {
    WorkerAccount.Handover last = leader.lastHandover;
    return leader.name
        + " leads, which "
        + (last == null
            ? "has received nothing"
            : "last received version " + last.content() + " at " + Texts.of(last.at()))
        + ", and the API "
        + (account.apiWorks() ? "serves revision " + account.api().latest() : "fails");
  }

  /** The least revision that is promised. */
  private int newestPromised(WorkerAccount leader) {
    boolean canLearn = account.apiWorks() && !isDeaf(leader);
    int candidate = canLearn ? account.api().latest() : leader.receivedRevision;
    // If nobody hears that an earlier document is back, what came between seems to be the newer.
    return account.api().lastNewUpTo(candidate);
  }

  /**
   * Whether the leader's SDK has what the API serves, hears nothing but that it is unchanged, and
   * its provider cannot know: it was not told, or has no order for it, or it was told before the
   * API served something else.
   */
  private boolean isDeaf(WorkerAccount leader) {
    Long fetched = leader.fetched;
    return fetched != null
        && account.api().isServed(fetched)
        && (!leader.isFetchOrderable || leader.fetchedRevision < account.api().latest());
  }
}
