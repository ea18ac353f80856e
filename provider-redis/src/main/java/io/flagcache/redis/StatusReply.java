package io.flagcache.redis;

import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.StoreStatus.EntryStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What {@code flagcache/inspect.lua} answers.
 *
 * @param leaseLeft how long the lock lives; empty if it does not end, or is not there
 * @param owner whose the epoch is; empty if nobody's
 * @param epoch of the present or the last lease
 * @param entry the live entry
 * @param lockHolders who holds the lock, as Redisson names them
 */
record StatusReply(
    Optional<Duration> leaseLeft,
    String owner,
    OptionalLong epoch,
    Optional<EntryStatus> entry,
    List<String> lockHolders) {

  static StatusReply of(ReplyReader reply) {
    long now = reply.integer();
    Optional<Duration> leaseLeft = reply.millis();
    String owner = reply.text();
    OptionalLong epoch = reply.parsed();
    Optional<EntryStatus> entry = entry(reply, now);
    List<String> holders = new ArrayList<>();
    while (reply.hasNext()) {
      holders.add(reply.text());
    }
    return new StatusReply(leaseLeft, owner, epoch, entry, List.copyOf(holders));
  }

  private static Optional<EntryStatus> entry(ReplyReader reply, long now) {
    long length = reply.integer();
    EntryStamp stamp = reply.stamp();
    OptionalLong published = reply.parsed();
    OptionalLong ttl = reply.parsed();
    Optional<Duration> left = reply.millis();
    return length < 0
        ? Optional.empty()
        : Optional.of(
            new EntryStatus(
                stamp, length, sincePublish(published, now), sinceTouch(ttl, left), left));
  }

  private static Optional<Duration> sincePublish(OptionalLong published, long now) {
    return published.isPresent() && published.getAsLong() > 0
        ? Optional.of(Duration.ofMillis(Math.max(0, now - published.getAsLong())))
        : Optional.empty();
  }

  private static Optional<Duration> sinceTouch(OptionalLong ttl, Optional<Duration> left) {
    return ttl.isPresent()
        ? left.map(Duration.ofMillis(ttl.getAsLong())::minus).filter(since -> !since.isNegative())
        : Optional.empty();
  }
}
