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
   * @param newerCommands those that are used only where the server knows them
   * @param takesLocks whether Redisson waits for replicas on its behalf
   */
  String lines(List<String> keys, String commands, List<String> newerCommands, boolean takesLocks) {
    List<String> line = new ArrayList<>(List.of("ACL SETUSER", user(), "resetkeys"));
    List<String> newer = new ArrayList<>(newerCommands);
    keys.forEach(key -> line.add("~" + pattern(config.getNameMapper().map(key))));
    line.add(CONNECTING);
    line.add(commands);
    if (!config.isSingleConfig()) {
      line.add("+cluster|nodes");
      if (takesLocks) {
        line.add("+info +wait");
        newer.add("+waitaof");
      }
    }
    List<String> lines = new ArrayList<>(List.of(String.join(" ", line)));
    // Each in a line of its own, which servers refuse that do not know the command.
    newer.forEach(command -> lines.add("ACL SETUSER " + user() + " " + command));
    return String.join("\n", lines);
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
