package io.flagcache.hazelcast;

/**
 * Which lock guards a change of leadership. Correct it is with either: every change is conditional
 * on what it changes. They differ in what a split cluster can do.
 */
public enum HazelcastLocking {
  /**
   * {@link #FENCED} where the cluster has it, otherwise {@link #MAP}. A member whose own
   * configuration leaves the CP subsystem off has not, even where locks work in its unsafe mode.
   */
  AUTO,

  /**
   * A {@code FencedLock} of the CP subsystem, in a CP group of its own. With three or more CP
   * members only the side of a split cluster that has their majority elects and publishes.
   *
   * <p>Community edition up to 5.4, or Enterprise. In the CP subsystem's unsafe mode it is no
   * better than {@link #MAP}.
   */
  FENCED,

  /**
   * The map's own lock of a key, with a lease time. Every edition has it. Each side of a split
   * cluster elects a leader of its own.
   */
  MAP
}
