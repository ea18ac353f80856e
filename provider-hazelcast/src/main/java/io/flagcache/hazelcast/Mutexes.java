package io.flagcache.hazelcast;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Finds out which lock a cluster has. */
final class Mutexes {

  /** A CP group of our own: its sessions are not those of the application's locks. */
  private static final String CP_GROUP = "flagcache";

  private final HazelcastLocking wanted;
  private final Duration lease;
  private final LongSupplier nanoTime;

  /**
   * Chooses by what is wanted.
   *
   * @param lease how long a lock that cannot be taken is respected
   */
  Mutexes(HazelcastLocking wanted, Duration lease, LongSupplier nanoTime) {
    this.wanted = wanted;
    this.lease = lease;
    this.nanoTime = nanoTime;
  }

  /**
   * Asks the cluster. May hang, as every call to the CP subsystem.
   *
   * @throws IllegalStateException if the lock that is wanted does not exist here
   */
  Mutex find(HazelcastInstance instance, IMap<String, Object> map, String key) {
    if (wanted == HazelcastLocking.MAP) {
      return mapMutex(map, key, "map lock");
    }
    boolean client = !(instance.getLocalEndpoint() instanceof Member);
    int cpMembers = client ? 0 : cpMembers(instance.getConfig());
    if (wanted == HazelcastLocking.AUTO && !client && cpMembers == 0) {
      return mapMutex(map, key, "map lock, since the CP subsystem is off");
    }
    String kind =
        client
            ? "FencedLock"
            : cpMembers == 0
                ? "FencedLock of the CP subsystem in unsafe mode"
                : "FencedLock of " + cpMembers + " CP members";
    String name = fencedLock(map.getName(), key) + "@" + CP_GROUP;
    try {
      return new FencedMutex(() -> instance.getCPSubsystem().getLock(name), lease, nanoTime, kind);
    } catch (UnsupportedOperationException e) {
      if (wanted == HazelcastLocking.FENCED) {
        throw new IllegalStateException(
            "locking is FENCED, but this edition of Hazelcast has no FencedLock (Community from"
                + " 5.5 on); use AUTO or MAP, or Hazelcast Enterprise with the CP subsystem",
            e);
      }
      return mapMutex(map, key, "map lock, since this edition has no FencedLock");
    }
  }

  private MapMutex mapMutex(IMap<String, Object> map, String key, String description) {
    return new MapMutex(map, key, foreignLock(), new LateGrants(lease, nanoTime), description);
  }

  Duration lease() {
    return lease;
  }

  ForeignLock foreignLock() {
    return new ForeignLock(lease, nanoTime);
  }

  /** The name of the {@code FencedLock} of a key within its CP group. */
  static String fencedLock(String map, String key) {
    return map + "/" + key; // No map has a slash in its name. I1
  }

  private static int cpMembers(Config config) {
    return config.getCPSubsystemConfig().getCPMemberCount();
  }
}
