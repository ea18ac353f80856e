package io.flagcache.conformance.history;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is known of one worker. */
final class WorkerAccount {

  final String name;
  final boolean isReader;
  boolean isPresent = true;

  Duration asked = Duration.ZERO;

  /** Whether a question is under way: what is known of its lease may be over. */
  boolean isAsking;

  /** Whether its last answer was that it leads; a question in vain is no answer. */
  boolean isElected;

  /** Whether its last question was answered by that it leads. */
  boolean isConfirmed;

  boolean askedInVain;
  long leadership;

  /** What the ETag of its SDK names at most, the revision that this was, and who knows of it. */
  @Nullable Long fetched;

  int fetchedRevision;
  private int heardRevision;
  boolean isFetchOrderable;

  /** The latest revision that its provider was handed and can order. */
  int receivedRevision;

  @Nullable Handover lastHandover;
  final Set<Long> receivedContents = new HashSet<>();

  @Nullable Long lastRead;
  Duration lastReadAt = Duration.ZERO;

  /**
   * What its provider was handed.
   *
   * @param leadership the one under which it was fetched; 0 if there was none, or if the backend
   *     has lost it since
   */
  record Handover(Duration at, long content, int revision, long leadership) {}

  WorkerAccount(String name, boolean isReader) {
    this.name = name;
    this.isReader = isReader;
  }

  void asks(Duration at) {
    asked = at;
    isAsking = true;
  }

  void answered(boolean elected) {
    isAsking = false;
    askedInVain = false;
    isElected = elected;
    isConfirmed = elected;
  }

  void askedInVain() {
    isAsking = false;
    askedInVain = true;
    isConfirmed = false;
  }

  void fetches(long content, int revision) {
    fetched = content;
    fetchedRevision = revision;
    heardRevision = revision;
    isFetchOrderable = false;
  }

  void hearsUnchanged(int revision) {
    heardRevision = revision;
  }

  /** The revision that a document is which it hands over. */
  int revisionOf(long content, Revisions api) {
    return isLastFetched(content) ? heardRevision : api.lastOf(content);
  }

  private boolean isLastFetched(long content) {
    return fetched != null && fetched == content;
  }

  void receives(Duration at, long content, Revisions api, boolean ordersAll) {
    int revision = revisionOf(content, api);
    Handover handover = new Handover(at, content, revision, isConfirmed ? leadership : 0);
    boolean orderable = ordersAll || handover.leadership() > 0;
    if (isLastFetched(content)) {
      fetchedRevision = heardRevision;
      isFetchOrderable = orderable;
    }
    if (orderable) {
      receivedRevision = Math.max(receivedRevision, revision);
    }
    receivedContents.add(content);
    lastHandover = handover;
  }

  void reads(Duration at, long content) {
    lastRead = content;
    lastReadAt = at;
  }

  /** Epochs begin anew, so that what is known of former leaderships orders nothing. */
  void losesLeadership() {
    isElected = false;
    isConfirmed = false;
    if (lastHandover != null) {
      lastHandover =
          new Handover(lastHandover.at(), lastHandover.content(), lastHandover.revision(), 0);
    }
  }
}
