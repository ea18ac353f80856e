package io.flagcache.cli;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.cli.failure.CommandFailure;
import io.flagcache.cli.files.SafeFile;
import io.flagcache.cli.operator.OpenCache;
import io.flagcache.core.FlagDefinitionJson;
import io.flagcache.core.text.PlainText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes the stored document. */
@Command(
    name = "dump",
    header = "Writes the stored document, as JSON.",
    description = {
      "",
      "Reads what a worker would read, with the rights of a reader. The text is the same JSON value"
          + " as the API's document, in ASCII characters.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the document was written",
      "1:there is no entry that can be read",
      "2:wrong usage, or the cache could not be asked"
    },
    mixinStandardHelpOptions = true,
    versionProvider = ManifestVersion.class)
public final class DumpCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private CacheOptions cache = new CacheOptions();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "Write into this file instead of the standard output; what has this name is replaced, a"
              + " link too, when the document is complete, by a file that its owner alone may"
              + " read.")
  private @Nullable Path file;

  /** Called by the parser of the command line. */
  public DumpCommand() {}

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    Optional<FlagDefinitionCacheData> definitions;
    try (OpenCache open = OpenCache.forReading(cache.url())) {
      definitions = open.definitions();
      if (definitions.isEmpty()) {
        spec.commandLine()
            .getErr()
            .println(
                PlainText.of(
                    "flagcache: "
                        + open
                        + " has no entry"
                        + open.unreadable()
                            .map(reason -> " that can be read: " + reason)
                            .orElse("")));
        return 1;
      }
    }
    byte[] json = FlagDefinitionJson.write(definitions.get());
    if (file == null) {
      spec.commandLine().getOut().println(new String(json, StandardCharsets.US_ASCII));
    } else {
      replace(file, json);
    }
    return 0;
  }

  private static void replace(Path file, byte[] json) throws CommandFailure {
    try {
      SafeFile.replace(file, json);
    } catch (IOException e) {
      throw new CommandFailure("--out " + file + " cannot be written: " + FileProblem.of(e));
    }
  }
}
