package io.flagcache.redis;

import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.LeaseAnswer;
import io.flagcache.core.store.LeaseAnswer.Held;
import io.flagcache.core.store.LeaseAnswer.HeldByOther;
import java.util.Optional;

/**
 * What {@code flagcache/acquire-or-renew.lua} answers.
 *
 * @param holder who has the lock
 * @param epoch of the present lease, or of the last one
 * @param entry identifies the live entry
 */
record LeaseReply(Holder holder, long epoch, Optional<EntryStamp> entry) {

  /** In the order of the script's numbers. */
  enum Holder {
    ANOTHER,
    ASKING,
    NOBODY
  }

  static LeaseReply of(ReplyReader reply) {
    Holder holder = Holder.values()[(int) reply.integer()];
    return new LeaseReply(holder, reply.integer(), reply.stampIfAny());
  }

  LeaseAnswer answer() {
    return holder == Holder.ASKING ? new Held(epoch, entry) : new HeldByOther(epoch, entry);
  }
}
