package io.flagcache.redis;

import java.util.Optional;

/**
 * What {@code posthog/observe.lua} and {@code posthog/read.lua} answer of a copy that is there.
 *
 * @param expiry when it expires, in milliseconds of the server's time; 0 if never
 * @param length in bytes
 * @param sha1 of its text; empty if it is the known copy
 * @param payload its text; empty if it was not asked for, or is known
 */
record CopyReply(long expiry, long length, Optional<String> sha1, Optional<byte[]> payload) {

  /** Empty if there is no copy. */
  static Optional<CopyReply> of(ReplyReader reply) {
    return reply.hasNext()
        ? Optional.of(
            new CopyReply(reply.integer(), reply.integer(), reply.textIfAny(), reply.bytesIfAny()))
        : Optional.empty();
  }
}
