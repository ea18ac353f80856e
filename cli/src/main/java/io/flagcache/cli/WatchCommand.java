package io.flagcache.cli;

import io.flagcache.cli.failure.CommandFailure;
import io.flagcache.cli.operator.OpenCache;
import io.flagcache.cli.operator.Watch;
import io.flagcache.core.text.PlainText;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Says what changes in a cache. */
@Command(
    name = "watch",
    header = "Says who leads and which flags change, as it happens.",
    description = {
      "",
      "Looks as status does, again and again, and writes one line for each change: another leader,"
          + " another entry with the flags that differ, a backend that stops answering. Goes on"
          + " until it is interrupted.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the time of --for is over",
      "2:wrong usage, or the cache could not be opened",
      "130:interrupted"
    },
    mixinStandardHelpOptions = true,
    versionProvider = ManifestVersion.class)
public final class WatchCommand implements Callable<Integer> {

  private static final Duration SHORTEST = Duration.ofMillis(50);

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private CacheOptions cache = new CacheOptions();
  @Mixin private ReportOptions report = new ReportOptions();

  @Option(
      names = "--interval",
      paramLabel = "TIME",
      defaultValue = "1s",
      converter = DurationConverter.class,
      description = "The time between two looks, at least 50ms; ${DEFAULT-VALUE} by default.")
  private Duration interval = Duration.ZERO;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "End after this time.")
  private @Nullable Duration time;

  /** Called by the parser of the command line. */
  public WatchCommand() {}

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    if (interval.compareTo(SHORTEST) < 0) {
      throw new ParameterException(
          spec.commandLine(), "--interval is " + interval + "; use 50ms or more");
    }
    PrintWriter out = spec.commandLine().getOut();
    try (OpenCache open = OpenCache.forReading(cache.url())) {
      if (!report.isJson()) {
        out.println(PlainText.of(open));
      }
      new Watch(
              open,
              change -> {
                if (report.isJson()) {
                  ReportOptions.write(out, change.json());
                } else {
                  change.print(out);
                }
              })
          .run(interval, Optional.ofNullable(time));
    }
    return 0;
  }
}
