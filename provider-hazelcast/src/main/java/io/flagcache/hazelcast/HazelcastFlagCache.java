package io.flagcache.hazelcast;

/**
 * Flag definitions shared through Hazelcast, by clients of a cluster or by its members.
 *
 * <pre>{@code
 * FlagDefinitionCacheProvider cache =
 *     HazelcastFlagCache.builder()
 *         .instance(hazelcast)
 *         .serviceKey("checkout")
 *         .build();
 * }</pre>
 *
 * <p><b>What is stored.</b> One map, {@code flagcache} by default. For the service key {@code
 * checkout}, {@code checkout/lease} is a short text, a {@link
 * io.flagcache.core.record.LeaseRecord}: who leads, under which epoch, a heartbeat, and the stamp
 * of the present entry. {@code checkout/payload/GENERATION} is the compressed document as an array
 * of bytes. Members need none of our classes, and nothing is serialized by Java.
 *
 * <p><b>What is not trusted.</b> Anybody who can connect to the cluster can write into the map. A
 * member or client of the provider's own makes no object but a text or an array of bytes of it, and
 * what is neither counts as absent and is replaced by the leader. What an instance that was handed
 * over makes is its configuration's to say. A map tells no lengths: what is too long is transferred
 * whole before it is refused.
 *
 * <p><b>Whose clock rules.</b> Nobody's. A worker takes a lease over when it has itself watched the
 * record for the length of the lease, by its own monotonic clock, without seeing it change. An
 * entry is taken for expired in the same way. A worker that has just started therefore watches
 * first: for one lease, if the leader was killed. A member's clock ends only what nobody reads any
 * more: a document lives in the map for twice the entry's lifetime after it was prolonged.
 *
 * <p><b>What an inspection says.</b> Who leads and what is stored, and of time what this provider
 * has itself watched: once it has seen a change, how long ago that was at the least, and what is
 * left of the lease and of the entry at the most. A lease that it has watched unchanged for its
 * whole length is not shown; one that it has just found may be over.
 *
 * <p><b>What is atomic.</b> Every change of the record is one {@code replace} of the very text that
 * was read, or one {@code putIfAbsent}, under a lock; what is no text is replaced under the lock
 * alone. A document is written under a new key that nobody reads, and becomes the entry by one such
 * change, which is conditional on the publisher's epoch; the document before it is deleted
 * afterwards. Which lock it is ({@link HazelcastLocking}) is found out at the start, logged, and
 * part of the provider's {@code toString()}. The fence of a {@code FencedLock} is a lower bound of
 * each new epoch, and so is what the record, the entry and the asking worker remember: epochs grow
 * also when one of them was lost.
 *
 * <p><b>What blocks.</b> Calls wait for the cluster on a thread of their own, never past the
 * deadline. Locks are taken on a second daemon thread of the provider, which lives until its
 * shutdown: a lock call of Hazelcast's cannot be given up, and may last for two minutes after the
 * provider has. Reads go on meanwhile, on daemon threads, of which there are eight at most while
 * the cluster hangs. A poll of a follower is one round trip of a few hundred bytes, whatever the
 * document's size; a renewal takes three.
 *
 * <p><b>Split clusters and data loss.</b> A map is available, not consistent. Without the majority
 * of three or more CP members behind the lock, each side of a split cluster elects a leader; the
 * merge keeps the larger side's record, and the other leader's next publication is refused. When
 * all replicas of a record are lost, the leader publishes again at its next poll.
 *
 * <p><b>Limits.</b> A near cache on the map is refused. Eviction, a time-to-live or a map store on
 * it are not noticed and must be off. A service key that is no longer used leaves its record, some
 * 250 bytes, in the map.
 */
public final class HazelcastFlagCache {

  private HazelcastFlagCache() {}

  /**
   * Begins a provider.
   *
   * @return a builder
   */
  public static HazelcastFlagCacheBuilder builder() {
    return new HazelcastFlagCacheBuilder();
  }
}
