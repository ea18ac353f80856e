package io.flagcache.redis;

import io.flagcache.core.url.Redaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.redisson.config.Config;

/** A configuration file of Redisson's. */
final class RedisConfigFile {

  private final Path file;
  private final String text;

  private RedisConfigFile(Path file, String text) {
    this.file = file;
    this.text = text;
  }

  /**
   * Reads a file and checks that Redisson understands it.
   *
   * @throws IllegalArgumentException if it cannot be read or understood; the message does not quote
   *     it
   */
  static RedisConfigFile read(Path file) {
    try {
      RedisConfigFile read = new RedisConfigFile(file, Files.readString(file));
      read.config();
      return read;
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "config is " + file + ", which cannot be read; correct the path", e);
    } catch (RuntimeException e) {
      // Not the cause: it quotes the file, which may hold a password.
      throw new IllegalArgumentException(
          "config is " + file + ", which is no YAML configuration of Redisson's; correct it");
    }
  }

  /** A new configuration each time: making a client of it changes it. */
  Config config() {
    return Config.fromYAML(text);
  }

  /** Takes the passwords that stand in the file out of messages. */
  Redaction redaction() {
    return Redaction.ofConfiguration(text);
  }

  @Override
  public String toString() {
    return "Redis (" + file.getFileName() + ")";
  }
}
