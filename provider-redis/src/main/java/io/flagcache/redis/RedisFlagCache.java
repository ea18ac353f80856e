package io.flagcache.redis;

/**
 * Flag definitions shared through Redis or Valkey: one server, one behind sentinels, or a cluster.
 *
 * <pre>{@code
 * FlagDefinitionCacheProvider cache =
 *     RedisFlagCache.builder()
 *         .url("rediss://redis.internal:6379")
 *         .user("app")
 *         .password(password)
 *         .serviceKey("checkout")
 *         .build();
 * }</pre>
 *
 * <p><b>What is stored.</b> Three hashes for each service key, in one hash slot: {@code
 * flagcache:{checkout}:lease} is a lock of Redisson's with an explicit lease time; {@code :epoch}
 * holds the epoch, whose it is, and for how long that owner leads; {@code :entry} the document as
 * compressed bytes, with its stamp. All of them expire: the lease by itself, the others one entry
 * TTL after the last poll of a leader. Values are text, numbers and gzip; nothing is serialized by
 * Java. {@link RedisLayout#POSTHOG} stores what PostHog's examples do instead.
 *
 * <p><b>Whose clock rules.</b> The primary's, alone: leases and lifetimes are key expirations, and
 * ages are differences of its time. Clocks of workers do not matter. After a fail-over to a server
 * whose clock differs, lifetimes end early or late by the difference.
 *
 * <p><b>What is atomic.</b> Everything but taking a free lease is one script. To take one, the lock
 * is taken first, and then a script finds it still held and gives the next epoch; until then, the
 * lock alone grants nothing. Publishing checks owner and epoch and replaces the entry in one
 * script. Each provider instance has an owner of its own in the lock, however many share a client,
 * so that any thread may renew or release; renewal extends the lock and never adds a hold. No
 * watchdog renews it.
 *
 * <p><b>What blocks.</b> Calls wait for the server on a thread of their own, never past the
 * deadline. A poll of a follower is one round trip of a few hundred bytes, whatever the document's
 * size; so is a renewal. Taking a lease over takes three.
 *
 * <p><b>Fail-over and data loss.</b> Replication is asynchronous. A promoted replica may lack the
 * last take-over or the last document; a server without persistence restarts empty; eviction under
 * {@code maxmemory} can take any key. Then two workers may lead until the next poll of each, and
 * what the one without the lock publishes is refused. The leader publishes a lost document again,
 * epochs go on from the highest that a worker remembers, and no worker goes back to an older
 * document than it has, except after two leases and three polls, when nothing newer has come.
 *
 * <p><b>Whatever stands there.</b> What no worker can have written (another type, a number that is
 * none, a field that is too long, a lease that reaches further ahead than its length) counts as
 * absent, which the server judges before anything is transferred, and the leader's next poll puts
 * it right.
 *
 * <p><b>Limits.</b> An entry is one value: at most 512 MB by default ({@code proto-max-bulk-len}).
 * Reads go to the primary. A lock request that was under way when the server stopped may be carried
 * out when it goes on; if its worker is gone by then, nobody leads for up to one lease.
 */
public final class RedisFlagCache {

  private RedisFlagCache() {}

  /**
   * Begins a provider.
   *
   * @return a builder
   */
  public static RedisFlagCacheBuilder builder() {
    return new RedisFlagCacheBuilder();
  }
}
