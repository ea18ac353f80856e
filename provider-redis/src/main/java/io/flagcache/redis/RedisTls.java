package io.flagcache.redis;

import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.redisson.config.Config;

/** Whom TLS connections trust, and by which certificate they say who they are. */
record RedisTls(
    Optional<Path> truststore,
    Optional<String> truststorePassword,
    Optional<Path> keystore,
    Optional<String> keystorePassword) {

  /**
   * Makes settings for TLS.
   *
   * @throws IllegalArgumentException if a file is not there
   */
  RedisTls {
    truststore.ifPresent(file -> check("truststore", file));
    keystore.ifPresent(file -> check("keystore", file));
  }

  private static void check(String name, Path file) {
    if (!Files.isReadable(file)) {
      throw new IllegalArgumentException(
          name + " is " + file + ", which is no file that can be read; correct the path");
    }
  }

  boolean isEmpty() {
    return truststore.isEmpty() && keystore.isEmpty();
  }

  Set<String> secrets() {
    return Stream.of(truststorePassword, keystorePassword)
        .flatMap(Optional::stream)
        .filter(secret -> !secret.isEmpty())
        .collect(Collectors.toSet());
  }

  void applyTo(Config config) {
    truststore.ifPresent(file -> config.setSslTruststore(url(file)));
    truststorePassword.ifPresent(config::setSslTruststorePassword);
    keystore.ifPresent(file -> config.setSslKeystore(url(file)));
    keystorePassword.ifPresent(config::setSslKeystorePassword);
  }

  private static URL url(Path file) {
    try {
      return file.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Override
  public String toString() {
    return "RedisTls";
  }
}
