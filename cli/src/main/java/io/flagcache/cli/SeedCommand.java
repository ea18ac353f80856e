package io.flagcache.cli;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.cli.failure.CommandFailure;
import io.flagcache.cli.operator.OpenCache;
import io.flagcache.cli.operator.Seed;
import io.flagcache.core.FlagDefinitionJson;
import io.flagcache.core.text.PlainText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Publishes a document from a file. */
@Command(
    name = "seed",
    header = "Publishes a document from a file.",
    description = {
      "",
      "Fills an empty cache before a fleet starts, or while the API is down. An entry that is there"
          + " is kept unless --replace is given, and cannot be replaced while somebody leads: a"
          + " leader would publish its own document again. The next document from the API takes its"
          + " place.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the document is stored, or was stored before",
      "1:there is another entry, or somebody leads; nothing was changed",
      "2:wrong usage, the file cannot be used, or the cache could not be asked"
    },
    mixinStandardHelpOptions = true,
    versionProvider = ManifestVersion.class)
public final class SeedCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private CacheOptions cache = new CacheOptions();

  @Parameters(
      paramLabel = "FILE",
      description = "The document, as the API returns it or dump wrote it.")
  private Path file = Path.of("");

  @Option(names = "--replace", description = "Replace the entry, if nobody leads.")
  private boolean replace;

  /** Called by the parser of the command line. */
  public SeedCommand() {}

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    FlagDefinitionCacheData document = read();
    try (OpenCache open = OpenCache.open(cache.url(), Map.of())) {
      Seed.Outcome outcome =
          new Seed(open, document, line -> spec.commandLine().getErr().println(PlainText.of(line)))
              .run(replace);
      spec.commandLine().getOut().println(PlainText.of(describe(outcome, document)));
      return outcome instanceof Seed.Stored || outcome instanceof Seed.AlreadyThere ? 0 : 1;
    }
  }

  private static String describe(Seed.Outcome outcome, FlagDefinitionCacheData document) {
    if (outcome instanceof Seed.Stored stored) {
      return "Stored "
          + document.flags().size()
          + " flags as entry "
          + stored.entry().stamp()
          + ", "
          + stored.entry().documentBytes()
          + " bytes of JSON in "
          + stored.entry().storedBytes()
          + ".";
    }
    if (outcome instanceof Seed.AlreadyThere there) {
      return "The document is stored already, as entry " + there.entry().stamp() + ".";
    }
    if (outcome instanceof Seed.Kept kept) {
      return "There is another entry, "
          + kept.entry().stamp()
          + ", which was kept; add --replace to replace it.";
    }
    return ((Seed.LeaderInTheWay) outcome).leader()
        + ": leads, and would publish its own document again. Nothing was changed; stop all who"
        + " poll, and try again.";
  }

  private FlagDefinitionCacheData read() {
    try (InputStream content = Files.newInputStream(file)) {
      // One more than is taken: what is too long is found to be.
      int most = FlagDefinitionJson.DEFAULT_MAX_DOCUMENT_BYTES + 1;
      return FlagDefinitionJson.parse(content.readNBytes(most));
    } catch (IOException e) {
      throw new ParameterException(
          spec.commandLine(), file + " cannot be read: " + FileProblem.of(e));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), file + " cannot be used: " + e.getMessage());
    }
  }
}
