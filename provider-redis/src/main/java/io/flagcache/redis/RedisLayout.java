package io.flagcache.redis;

/** Which keys and values the workers share. All workers of a service key use the same. */
public enum RedisLayout {

  /**
   * flagcache's own: compressed entries with a stamp, fenced by an epoch. Keeps every promise of
   * the contract.
   */
  FLAGCACHE,

  /**
   * The one of the Redis examples in PostHog's SDKs for Python and Ruby, so that workers in several
   * languages share one copy and one leader: plain JSON under {@code posthog:flags:SERVICE_KEY},
   * and the leader's id under {@code posthog:flags:SERVICE_KEY:lock}. The default lease is 60 s, as
   * there.
   *
   * <p>The layout has no room for an epoch, a hash or an age, and workers in other languages write
   * without a check. So a superseded leader is refused only if it is a flagcache worker, on a
   * single server or behind sentinels; in a cluster, the two keys lie in different slots, and even
   * a flagcache worker checks and writes in two steps. Which of two copies is newer is told by the
   * order in which a worker sees them. Where another program leads, a follower stores again what is
   * gone, since such a leader does so only when definitions change. An entry altered in such a way
   * that it still is a document of flags is not noticed. A service key must not end in {@code
   * :lock}: its document would be another's lock.
   */
  POSTHOG
}
