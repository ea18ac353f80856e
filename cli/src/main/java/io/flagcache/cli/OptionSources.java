package io.flagcache.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Where a command finds options that are not on its command line: in the environment, or else in a
 * file of properties. {@code --poll-interval} is {@code FLAGCACHE_POLL_INTERVAL} there, and {@code
 * poll-interval} here; a variable or property without a value counts as absent. Of {@code --x} and
 * {@code --x-file} a source that comes first has the say for both. For one command that is parsed
 * once.
 */
final class OptionSources implements IDefaultValueProvider {

  /** The option that names the file. */
  static final String CONFIG = "--config";

  private static final String FILE = "-file";

  /** Known under these names to users of PostHog, as {@link SecretKey#VARIABLE} is. */
  private static final Set<String> SECRET_KEY = Set.of("SECRET_KEY", "SECRET_KEY_FILE");

  private final CommandSpec command;
  private final Map<String, String> environment;
  private final Map<ArgSpec, String> origins = new HashMap<>();
  private @Nullable Properties properties;

  OptionSources(CommandSpec command, Map<String, String> environment) {
    this.command = command;
    this.environment = environment;
  }

  /** Where an option's value comes from, for messages; empty if it was not found here. */
  Optional<String> originOf(ArgSpec option) {
    return Optional.ofNullable(origins.get(option));
  }

  /** Called by the parser when it has read the command line, for options that are not there. */
  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option) || isHelp(option) || isHelpAskedFor()) {
      return null;
    }
    String name = option.longestName();
    String rival =
        name.endsWith(FILE) ? name.substring(0, name.length() - FILE.length()) : name + FILE;
    if (isOnCommandLine(rival)) {
      return null;
    }
    for (Source source : sources(name)) {
      Optional<String> value = source.find(name);
      if (value.isPresent()) {
        origins.put(option, source.describe(name));
        // The parser replaces ${…}, which may stand in a password.
        return value.get().replace("$", "$$");
      }
      if (command.findOption(rival) != null && source.find(rival).isPresent()) {
        return null;
      }
    }
    return null;
  }

  private boolean isHelpAskedFor() {
    return command.options().stream()
        .anyMatch(option -> isHelp(option) && Boolean.TRUE.equals(option.getValue()));
  }

  private static boolean isHelp(OptionSpec option) {
    return option.usageHelp() || option.versionHelp();
  }

  private boolean isOnCommandLine(String name) {
    OptionSpec option = command.findOption(name);
    return option != null && option.getValue() != null && !origins.containsKey(option);
  }

  private List<Source> sources(String name) {
    Source variables = new Variables(environment);
    return name.equals(CONFIG) ? List.of(variables) : List.of(variables, configuration());
  }

  private Configuration configuration() {
    Optional<Path> file =
        Optional.ofNullable(command.findOption(CONFIG).<Path>getValue())
            .or(() -> new Variables(environment).find(CONFIG).map(Path::of));
    Properties present = properties;
    if (present == null) {
      present = file.map(this::read).orElseGet(Properties::new);
      properties = present;
    }
    return new Configuration(present, file);
  }

  private Properties read(Path file) {
    Properties read = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      read.load(reader);
    } catch (IOException e) {
      throw wrong(CONFIG + " " + file + " cannot be read: " + FileProblem.of(e));
    } catch (IllegalArgumentException e) {
      throw wrong(CONFIG + " " + file + " has a \\u without four hexadecimal digits");
    }
    TreeSet<String> known = new TreeSet<>();
    for (OptionSpec option : command.options()) {
      if (!isHelp(option) && !option.longestName().equals(CONFIG)) {
        known.add(property(option.longestName()));
      }
    }
    for (String name : read.stringPropertyNames()) {
      if (!known.contains(name)) {
        throw wrong(
            CONFIG
                + " "
                + file
                + " has '"
                + name
                + "', which is no option; known are "
                + String.join(", ", known));
      }
    }
    return read;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  private static String property(String option) {
    return option.substring(2);
  }

  private sealed interface Source {
    Optional<String> find(String option);

    String describe(String option);
  }

  private record Variables(Map<String, String> environment) implements Source {
    @Override
    public Optional<String> find(String option) {
      return Optional.ofNullable(environment.get(name(option))).filter(value -> !value.isBlank());
    }

    @Override
    public String describe(String option) {
      return "the environment variable " + name(option);
    }

    private static String name(String option) {
      String name = property(option).replace('-', '_').toUpperCase(Locale.ROOT);
      return (SECRET_KEY.contains(name) ? "POSTHOG_" : "FLAGCACHE_") + name;
    }
  }

  private record Configuration(Properties properties, Optional<Path> file) implements Source {
    @Override
    public Optional<String> find(String option) {
      return Optional.ofNullable(properties.getProperty(property(option)))
          .filter(value -> !value.isBlank());
    }

    @Override
    public String describe(String option) {
      return "'" + property(option) + "' in " + file.map(Path::toString).orElse("");
    }
  }
}
