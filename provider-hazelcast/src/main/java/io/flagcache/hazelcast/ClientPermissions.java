package io.flagcache.hazelcast;

import io.flagcache.core.Role;
import java.util.Optional;

/** What a client has to be permitted where the members check it, which takes Enterprise. */
final class ClientPermissions {

  private static final String MAP =
      """
      # For each member of a cluster of Hazelcast Enterprise whose security is enabled. The Community
      # edition has no client permissions: whoever can connect may do everything.
      hazelcast:
        security:
          client-permissions:
            map:
              - name: %s
                principal: %s
                actions: [%s]
      """;

  private static final String LOCK =
      """
            lock:
              - name: %s
                principal: %s
                actions: [lock, read]
      """;

  private ClientPermissions() {}

  /** The permissions of one who only reads. */
  static String ofReader(String map) {
    return MAP.formatted(quoted(map), principal(Role.READER), "create, read");
  }

  /**
   * The permissions of one who leads and publishes.
   *
   * @param fencedLock the name of its {@code FencedLock}, if it may use one
   * @param mapLock whether it may use the map's own lock
   */
  static String ofWorker(String map, Optional<String> fencedLock, boolean mapLock) {
    String principal = principal(Role.WORKER);
    return MAP.formatted(
            quoted(map), principal, "create, read, put, remove" + (mapLock ? ", lock" : ""))
        + fencedLock.map(name -> LOCK.formatted(quoted(name), principal)).orElse("");
  }

  private static String principal(Role role) {
    return role == Role.READER ? "flagcache-reader" : "flagcache-worker";
  }

  private static String quoted(String name) {
    return "'" + name.replace("'", "''") + "'";
  }
}
