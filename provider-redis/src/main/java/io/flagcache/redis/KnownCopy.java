package io.flagcache.redis;

import io.flagcache.core.store.EntryStamp;
import java.time.Duration;
import java.util.Optional;

/**
 * The copy that the server was last seen to have.
 *
 * @param stamp what it was published under, or a stamp made up from when it was written
 * @param expiry in milliseconds of the server's time; 0 if it never expires
 */
record KnownCopy(EntryStamp stamp, long expiry, long length) {

  static final KnownCopy NONE = new KnownCopy(new EntryStamp(-1, -1, "none"), -1, -1);

  /**
   * What is known after a reply.
   *
   * @param ttl how long copies live, which tells when this one was written
   */
  KnownCopy followedBy(CopyReply reply, Duration ttl) {
    Optional<EntryStamp> other =
        reply
            .sha1()
            .filter(sha1 -> !sha1.equals(stamp.hash()))
            .map(sha1 -> new EntryStamp(writtenAt(reply.expiry(), ttl), 0, sha1));
    return new KnownCopy(other.orElse(stamp), reply.expiry(), reply.length());
  }

  /** A copy that never expires, which no program of this layout writes, counts as the oldest. */
  private static long writtenAt(long expiry, Duration ttl) {
    return expiry == 0 ? 0 : expiry - ttl.toMillis();
  }
}
