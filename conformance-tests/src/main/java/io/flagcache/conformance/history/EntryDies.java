package io.flagcache.conformance.history;

import io.flagcache.conformance.history.WorkerEvent.Elected;
import io.flagcache.conformance.history.WorkerEvent.Read;
import io.flagcache.conformance.history.WorkerEvent.Received;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * P10: nobody is shown an entry for longer than its time-to-live, and a lease, since somebody was
 * elected or handed a document over; and one that has died stays dead.
 */
final class EntryDies implements Invariant {

  private final Account account;
  private final Report report;
  private @Nullable Duration lastLed;

  /** Nothing was stored since then: whatever is shown has died. */
  private boolean hasDied;

  EntryDies(Account account, Report report) {
    this.account = account;
    this.report = report;
  }

  @Override
  public void judge(HistoryEvent event) {
    if (event instanceof Received) {
      hasDied = false;
      lastLed = event.at();
    } else if (event instanceof Elected e) {
      // Who knows a document may have published it again.
      hasDied = !knowsADocument(e) && (hasDied || isOver(e.at()));
      lastLed = e.at();
    } else if (event instanceof Read read && showsEntry(read)) {
      read(read);
    }
  }

  private boolean knowsADocument(Elected e) {
    WorkerAccount worker = account.worker(e.worker());
    return worker.lastRead != null || !worker.receivedContents.isEmpty();
  }

  private boolean showsEntry(Read e) {
    return account.promises().readsShowTheEntry()
        && account.backendInReach()
        && !account.worker(e.worker()).receivedContents.contains(e.content());
  }

  private void read(Read e) {
    Duration led = lastLed;
    if (led != null && (hasDied || isOver(e.at()))) {
      report.broken(
          "P10",
          e.at(),
          () ->
              e.text()
                  + ", though its time-to-live of "
                  + Texts.of(account.promises().entryTtl())
                  + " was over"
                  + (hasDied ? " before somebody led again" : " since " + Texts.of(led)));
    }
  }

  private boolean isOver(Duration at) {
    Promises promises = account.promises();
    Duration longest = promises.entryTtl().plus(promises.lease()).plus(promises.slack());
    return lastLed != null && at.minus(lastLed).compareTo(longest) > 0;
  }
}
