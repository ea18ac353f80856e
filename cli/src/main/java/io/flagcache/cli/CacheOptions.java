package io.flagcache.cli;

import io.flagcache.core.FlagCacheProviderFactory;
import io.flagcache.core.url.ProviderUrl;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/**
 * The ways to name a cache. All options of a command that has these may also stand in the
 * environment or in a file: see {@link OptionSources}.
 */
final class CacheOptions {

  private static final String NAME = "--url";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = NAME,
      paramLabel = "URL",
      description =
          "The cache, for example redis://localhost or jdbc:postgresql://localhost/app?user=me."
              + " Others can see it in the list of processes: if it has a password, prefer the"
              + " environment variable FLAGCACHE_URL or a file.")
  private @Nullable String url;

  @Option(
      names = NAME + "-file",
      paramLabel = "FILE",
      description = "A file that has the cache's URL on its first line.")
  private @Nullable Path file;

  @Option(
      names = OptionSources.CONFIG,
      paramLabel = "FILE",
      description =
          "A file of Java properties with options by their names without dashes, for example"
              + " url=redis://localhost. An option on the command line comes first, then its"
              + " environment variable, --url-file as FLAGCACHE_URL_FILE, then this file.")
  @SuppressWarnings("UnusedVariable") // Read by OptionSources while the command line is parsed.
  private @Nullable Path config;

  /**
   * The URL as it was given; empty if none is.
   *
   * @throws ParameterException if it is given twice, or the file cannot be read or is empty
   */
  Optional<String> text() {
    return SecretOption.find(command, NAME, url, file);
  }

  /** Whether the command line itself names it, and not the environment or a file of options. */
  boolean isOnCommandLine() {
    ParseResult parsed = command.commandLine().getParseResult();
    return parsed.hasMatchedOption(NAME) || parsed.hasMatchedOption(NAME + "-file");
  }

  /**
   * The URL that was given, read.
   *
   * @throws ParameterException if none is, if it is given twice, or the file cannot be read or is
   *     empty
   */
  ProviderUrl url() {
    return text()
        .map(text -> FlagCacheProviderFactory.read(text))
        .orElseThrow(
            () ->
                new ParameterException(
                    command.commandLine(),
                    "No cache is named; set the environment variable FLAGCACHE_URL, add --url-file"
                        + " or --url, or write url=… into the file of --config"));
  }
}
