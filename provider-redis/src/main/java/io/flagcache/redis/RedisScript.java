package io.flagcache.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A script that runs in the server, as one atomic step. */
final class RedisScript {

  private final String text;

  private RedisScript(String text) {
    this.text = text;
  }

  /**
   * A script of this module.
   *
   * @param file its path below the package, without the ending
   */
  static RedisScript load(String file) {
    return new RedisScript(read(file));
  }

  /**
   * A script that can call others of its directory as functions of {@code KEYS} and {@code ARGV}.
   *
   * @param file its path below the package, without the ending
   * @param functions the names of the others, in the order in which they are needed
   */
  static RedisScript load(String file, String... functions) {
    String directory = file.substring(0, file.indexOf('/') + 1);
    StringBuilder text = new StringBuilder();
    for (String function : functions) {
      text.append("local function ").append(function).append("(KEYS, ARGV)\n");
      text.append(read(directory + function)).append("end\n");
    }
    return new RedisScript(text.append(read(file)).toString());
  }

  private static String read(String file) {
    try (InputStream in = RedisScript.class.getResourceAsStream(file + ".lua")) {
      if (in == null) {
        throw new IllegalStateException("The jar of flagcache-redis lacks " + file + ".lua");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String text() {
    return text;
  }
}
