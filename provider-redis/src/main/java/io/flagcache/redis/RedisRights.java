package io.flagcache.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.redisson.config.Config;

/** Writes lines of the server's access control list for the user of a configuration. */
final class RedisRights {

  private static final String CONNECTING =
      "resetchannels -@all +ping +select +eval +evalsha +script|load";

  private final Config config;

  RedisRights(Config config) {
    this.config = config;
  }

  /**
   * What a user needs who has nothing.
   *
   * @param keys all keys that are used, before the client's name mapper
   * @param commands as the list writes them, without those that any use needs
   * @param takesLocks whether Redisson waits for replicas on its behalf
   */
  String lines(List<String> keys, String commands, boolean takesLocks) {
    List<String> line = new ArrayList<>(List.of("ACL SETUSER", user(), "resetkeys"));
    keys.forEach(key -> line.add("~" + pattern(config.getNameMapper().map(key))));
    line.add(CONNECTING);
    line.add(commands);
    if (config.isSingleConfig()) {
      return String.join(" ", line);
    }
    line.add("+cluster|nodes");
    if (!takesLocks) {
      return String.join(" ", line);
    }
    line.add("+info +wait");
    // In a line of its own, which servers refuse that do not know the command.
    return String.join(" ", line) + "\nACL SETUSER " + user() + " +waitaof";
  }

  /** Not the default user: these lines would take from it what others may need. */
  private String user() {
    return Optional.ofNullable(config.getUsername())
        .filter(user -> !user.isEmpty() && !user.equals("default"))
        .orElse("<user>");
  }

  private static String pattern(String key) {
    return key.replaceAll("([\\\\*?\\[\\]])", "\\\\$1");
  }
}
