package io.flagcache.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The ways to hand over the API's secret key. */
final class SecretKey {

  static final String VARIABLE = "POSTHOG_SECRET_KEY";

  @Option(
      names = "--secret-key",
      paramLabel = "KEY",
      description =
          "The API's secret key. Others can see it in the list of processes: prefer the environment"
              + " variable "
              + VARIABLE
              + " or a file.")
  private @Nullable String value;

  @Option(
      names = "--secret-key-file",
      paramLabel = "FILE",
      description = "A file that has the secret key on its first line.")
  private @Nullable Path file;

  boolean isOnCommandLine() {
    return value != null || file != null;
  }

  /**
   * Finds the key: on the command line, in the file, or in the environment, in this order.
   *
   * @throws IllegalArgumentException if the file cannot be read or is empty
   */
  Optional<String> find(Map<String, String> environment) {
    if (value != null) {
      return Optional.of(value);
    }
    if (file != null) {
      return Optional.of(firstLine(file));
    }
    return Optional.ofNullable(environment.get(VARIABLE)).filter(key -> !key.isBlank());
  }

  private static String firstLine(Path file) {
    try {
      return Files.readAllLines(file).stream()
          .findFirst()
          .map(String::strip)
          .filter(line -> !line.isEmpty())
          .orElseThrow(
              () -> new IllegalArgumentException("--secret-key-file " + file + " is empty"));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "--secret-key-file " + file + " cannot be read: " + FileProblem.of(e), e);
    }
  }
}
