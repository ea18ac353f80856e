package io.flagcache.hazelcast;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.config.XmlClientConfigBuilder;
import com.hazelcast.client.config.YamlClientConfigBuilder;
import com.hazelcast.config.Config;
import com.hazelcast.config.XmlConfigBuilder;
import com.hazelcast.config.YamlConfigBuilder;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.flagcache.core.url.Redaction;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** A configuration file of Hazelcast's: XML or YAML, of a member or of a client. */
final class HazelcastConfigFile {

  private static final Pattern CLIENT =
      Pattern.compile("(?m)<hazelcast-client[\\s>]|^hazelcast-client\\s*:");
  private static final Pattern MEMBER = Pattern.compile("(?m)<hazelcast[\\s>]|^hazelcast\\s*:");
  private static final Pattern XML = Pattern.compile("(?s)\\s*<.*");

  private final Path file;
  private final String text;
  private final boolean client;

  private HazelcastConfigFile(Path file, String text) {
    this.file = file;
    this.text = text;
    this.client = CLIENT.matcher(text).find();
  }

  /**
   * Reads a file and checks that Hazelcast understands it.
   *
   * @throws IllegalArgumentException if it cannot be read or understood; the message does not quote
   *     it
   */
  static HazelcastConfigFile read(Path file) {
    try {
      HazelcastConfigFile read = new HazelcastConfigFile(file, Files.readString(file));
      if (!read.client && !MEMBER.matcher(read.text).find()) {
        throw new IllegalArgumentException("neither");
      }
      if (read.client) {
        read.clientConfig();
      } else {
        read.memberConfig();
      }
      return read;
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "config is " + file + ", which cannot be read; correct the path", e);
    } catch (RuntimeException e) {
      // Not the cause: it may quote the file, which may hold a password.
      throw new IllegalArgumentException(
          "config is "
              + file
              + ", which is no configuration of a Hazelcast member or client that this version"
              + " understands; correct it");
    }
  }

  boolean isOfClient() {
    return client;
  }

  /** Takes the passwords that stand in the file out of messages. */
  Redaction redaction() {
    return Redaction.ofConfiguration(text);
  }

  /** Starts the member or client. It may block. */
  HazelcastInstance start() {
    return client
        ? HazelcastClient.newHazelcastClient(clientConfig())
        : Hazelcast.newHazelcastInstance(memberConfig());
  }

  private ClientConfig clientConfig() {
    ClientConfig config =
        isXml()
            ? new XmlClientConfigBuilder(content()).build()
            : new YamlClientConfigBuilder(content()).build();
    StoredObjects.filter(config.getSerializationConfig(), StoredObjects.nothing());
    config.setClassLoader(new ClassesOfHazelcast(text));
    return config;
  }

  private Config memberConfig() {
    Config config =
        isXml()
            ? new XmlConfigBuilder(content()).build()
            : new YamlConfigBuilder(content()).build();
    StoredObjects.filter(config.getSerializationConfig(), StoredObjects.failures());
    config.setClassLoader(new ClassesOfHazelcast(text));
    if (config.getProperty(MinimalConfig.SHUTDOWN_HOOK) == null) {
      config.setProperty(MinimalConfig.SHUTDOWN_HOOK, "false");
    }
    return config;
  }

  private boolean isXml() {
    return XML.matcher(text).matches();
  }

  private InputStream content() {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "Hazelcast " + (client ? "client" : "member") + " (" + file.getFileName() + ")";
  }
}
