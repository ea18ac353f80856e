package io.flagcache.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The ways to hand over the API's secret key. */
final class SecretKey {

  static final String VARIABLE = "POSTHOG_SECRET_KEY";

  private static final String NAME = "--secret-key";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = NAME,
      paramLabel = "KEY",
      description =
          "The API's secret key. Others can see it in the list of processes: prefer the environment"
              + " variable "
              + VARIABLE
              + " or a file.")
  private @Nullable String value;

  @Option(
      names = NAME + "-file",
      paramLabel = "FILE",
      description = "A file that has the secret key on its first line.")
  private @Nullable Path file;

  boolean isOnCommandLine() {
    return value != null || file != null;
  }

  /**
   * Finds the key: as an option, or else in the environment.
   *
   * @throws picocli.CommandLine.ParameterException if key and file are both given, or the file
   *     cannot be read or is empty
   */
  Optional<String> find(Map<String, String> environment) {
    return SecretOption.find(command, NAME, value, file)
        .or(() -> Optional.ofNullable(environment.get(VARIABLE)).filter(key -> !key.isBlank()));
  }
}
