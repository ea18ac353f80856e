package io.flagcache.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A script that runs in the server, as one atomic step. */
final class RedisScript {

  private final String text;
  private final String sha1;

  private RedisScript(String text) {
    this.text = text;
    this.sha1 = sha1(text);
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

  private static String sha1(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-1", e);
    }
  }

  String text() {
    return text;
  }

  /** By what the server knows the script once it has it. */
  String sha1() {
    return sha1;
  }
}
