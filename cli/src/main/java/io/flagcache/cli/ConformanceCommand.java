package io.flagcache.cli;

import io.flagcache.cli.conformance.ConformanceRun;
import io.flagcache.cli.conformance.ConformanceSettings;
import io.flagcache.cli.failure.CommandFailure;
import io.flagcache.conformance.ConformanceRules;
import io.flagcache.conformance.store.StoreRules;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Judges a provider by the rules of the contract, without a build. */
@Command(
    name = "conformance",
    header = "Judges a cache by the rules of the contract.",
    description = {
      "",
      "Runs the conformance kit against a server of yours, and prints which rules are kept, which"
          + " are broken, and which could not be judged. Takes less than a minute"
          + " with the defaults.",
      "",
      "Workers use service keys of their own, which begin with 'kit-'. Missing tables are created."
          + " Nothing else on the server is read or written, and nothing is flushed: what needs a loss"
          + " of data, an outage or a damaged entry is skipped without --factory. What is left"
          + " expires after 15 minutes where the backend has expiry; docs/contract.md says what"
          + " stays.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:no rule was found broken",
      "1:a rule is broken",
      "2:wrong usage, or none of the rules could be judged"
    },
    mixinStandardHelpOptions = true,
    versionProvider = ManifestVersion.class)
public final class ConformanceCommand implements Callable<Integer> {

  private static final double LARGEST_SCALE = 100;
  private static final String RULES = "docs/contract.md has them";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private CacheOptions cache = new CacheOptions();

  @Option(
      names = "--factory",
      paramLabel = "CLASS",
      description =
          "Instead of a cache, a class of yours that makes fixtures for a provider of any kind: a"
              + " public io.flagcache.conformance.ProviderFixtureFactory.")
  private @Nullable String factory;

  @Option(
      names = "--class-path",
      paramLabel = "PATH",
      description =
          "Jars and directories in which to look for the factory, or for the backend of the URL.")
  private @Nullable String classPath;

  @Option(
      names = "--store",
      description =
          "Judge the store of the cache below the engine, by the rules of its primitives.")
  private boolean store;

  @Option(
      names = "--rule",
      paramLabel = "ID",
      split = ",",
      description = "Judge these rules alone, for example E1,P3.")
  private List<String> rules = List.of();

  @Option(
      names = "--expected-skips",
      paramLabel = "ID",
      split = ",",
      description =
          "Rules that may be skipped, also in part; or 'none'. Any other that is skipped counts as"
              + " broken. By default any rule may be skipped.")
  private @Nullable List<String> expectedSkips;

  @Option(
      names = "--timescale",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Stretch all times, for a slow machine or a far server; ${DEFAULT-VALUE} by default.")
  private double timescale;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the report into this file too, for programs.")
  private @Nullable Path json;

  /** Called by the parser of the command line. */
  public ConformanceCommand() {}

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    return new ConformanceRun(settings(), spec.commandLine().getOut(), spec.commandLine().getErr())
        .run();
  }

  ConformanceSettings settings() {
    check(
        timescale > 0 && timescale <= LARGEST_SCALE,
        "--timescale is " + timescale + "; use a number above 0, at most 100, such as 3");
    if (json != null) {
      Path folder = json.toAbsolutePath().getParent();
      check(
          !Files.isDirectory(json) && folder != null && Files.isWritable(folder),
          "--json " + json + " cannot be written; name a file in a directory that exists");
    }
    return new ConformanceSettings(
        subject(),
        paths(),
        timescale,
        store,
        ids("--rule", rules),
        Optional.ofNullable(expectedSkips).map(this::skips),
        Optional.ofNullable(json));
  }

  /** The command line has the say, and whoever names a factory need not clear the environment. */
  private ConformanceSettings.Subject subject() {
    if (factory != null) {
      check(!cache.isOnCommandLine(), "--factory and a cache are both given; leave one out");
      check(!store, "--store needs a cache and not a --factory, which has no stores; name a URL");
      return new ConformanceSettings.Factory(factory);
    }
    return new ConformanceSettings.Url(
        cache
            .text()
            .orElseThrow(
                () ->
                    wrong(
                        "Nothing to judge is named; set the environment variable FLAGCACHE_URL, or"
                            + " add --url-file, --url or --factory")));
  }

  private List<Path> paths() {
    return classPath == null
        ? List.of()
        : Pattern.compile(File.pathSeparator, Pattern.LITERAL)
            .splitAsStream(classPath)
            .map(Path::of)
            .toList();
  }

  private Set<String> skips(List<String> ids) {
    return ids.equals(List.of("none")) ? Set.of() : ids("--expected-skips", ids);
  }

  private Set<String> ids(String option, List<String> given) {
    Set<String> ids = new LinkedHashSet<>();
    for (String rule : given) {
      String id = rule.strip().toUpperCase(Locale.ROOT);
      check(isRule(id), option + " has '" + rule + "', which is no rule" + of() + "; " + RULES);
      ids.add(id);
    }
    return ids;
  }

  private boolean isRule(String id) {
    return store ? StoreRules.find(id).isPresent() : ConformanceRules.find(id).isPresent();
  }

  private String of() {
    return store ? " for stores" : "";
  }

  private void check(boolean valid, String message) {
    if (!valid) {
      throw wrong(message);
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
