package io.flagcache.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Reads a secret that is the value of an option or stands in a file that another one names. */
final class SecretOption {

  private SecretOption() {}

  /**
   * Takes what was given.
   *
   * @param command whose option it is
   * @param name the option's; the one for the file has {@code -file} behind it
   * @param value the secret, if given itself
   * @param file has it on its first line, if given instead
   * @throws ParameterException if both are given, or the file has no secret
   */
  static Optional<String> find(
      CommandSpec command, String name, @Nullable String value, @Nullable Path file) {
    if (file == null) {
      return Optional.ofNullable(value);
    }
    if (value != null) {
      throw new ParameterException(
          command.commandLine(), name + " and " + name + "-file are both given; leave one out");
    }
    return Optional.of(firstLine(command, name + "-file " + file, file));
  }

  private static String firstLine(CommandSpec command, String shown, Path file) {
    try {
      return Files.readAllLines(file).stream()
          .findFirst()
          .map(String::strip)
          .filter(line -> !line.isEmpty())
          .orElseThrow(
              () ->
                  new ParameterException(
                      command.commandLine(), shown + " has nothing on its first line"));
    } catch (IOException e) {
      throw new ParameterException(
          command.commandLine(), shown + " cannot be read: " + FileProblem.of(e), e);
    }
  }
}
