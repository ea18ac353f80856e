package io.flagcache.redis;

/**
 * What {@code posthog/lease.lua} answers.
 *
 * @param outcome what became of the lock
 * @param now the server's time in milliseconds
 */
record LockReply(Outcome outcome, long now) {

  /** In the order of the script's numbers. */
  enum Outcome {
    HELD_BY_OTHER,
    RENEWED,
    TAKEN
  }

  static LockReply of(ReplyReader reply) {
    return new LockReply(Outcome.values()[(int) reply.integer()], reply.integer());
  }

  boolean isHeld() {
    return outcome != Outcome.HELD_BY_OTHER;
  }
}
