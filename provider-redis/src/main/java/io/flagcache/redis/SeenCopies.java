package io.flagcache.redis;

import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.EpochRule;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The copies that one worker has seen, which gives those of other programs a stamp: each was
 * written after whatever the worker saw before it. An expiry does not order copies, since everybody
 * gives them a life of another length, or none.
 *
 * <p>A copy that is there again with the expiry that it had was not written again: a fail-over or a
 * restore brought it back. It has the stamp that it had, and so is older than what came after it.
 */
final class SeenCopies {

  /** A restore reaches back over some minutes, in which little is published. */
  private static final int REMEMBERED = 32;

  private final Deque<KnownCopy> earlier = new ArrayDeque<>();
  private KnownCopy known = KnownCopy.NONE;
  private long latestEpoch;

  /** What the server was last seen to have. */
  KnownCopy known() {
    return known;
  }

  /** No copy that was seen so far has a later epoch. */
  long latestEpoch() {
    return latestEpoch;
  }

  /** The stamp of the copy that a reply describes, which is from now on the known one. */
  Optional<EntryStamp> observed(Optional<CopyReply> reply) {
    if (reply.isEmpty()) {
      known = KnownCopy.NONE;
      return Optional.empty();
    }
    CopyReply copy = reply.get();
    EntryStamp same = known.stamp();
    EntryStamp stamp =
        copy.sha1()
            .filter(sha1 -> !sha1.equals(same.hash()))
            .map(sha1 -> stampOf(sha1, copy))
            .orElse(same);
    remember(new KnownCopy(stamp, copy.expiry(), copy.length()));
    return Optional.of(stamp);
  }

  /** This worker has just written the copy. */
  void wrote(EntryStamp stamp, long expiry, long length) {
    remember(new KnownCopy(stamp, expiry, length));
  }

  private EntryStamp stampOf(String sha1, CopyReply copy) {
    return earlier.stream()
        .filter(seen -> copy.expiry() > 0 && copy.expiry() == seen.expiry())
        .map(KnownCopy::stamp)
        .filter(stamp -> stamp.hash().equals(sha1))
        .findFirst()
        .orElseGet(() -> new EntryStamp(latestEpoch + 1, 0, sha1));
  }

  private void remember(KnownCopy copy) {
    latestEpoch = Math.max(latestEpoch, EpochRule.plausible(copy.stamp().epoch()));
    if (!copy.equals(known)) {
      known = copy;
      earlier.addFirst(copy);
    }
    if (earlier.size() > REMEMBERED) {
      earlier.removeLast();
    }
  }
}
