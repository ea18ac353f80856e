package io.flagcache.cli;

import io.flagcache.cli.failure.CommandFailure;
import io.flagcache.cli.operator.OpenCache;
import io.flagcache.cli.operator.Release;
import io.flagcache.cli.operator.StatusReport;
import io.flagcache.core.store.StoreStatus.LeaseStatus;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Takes the lease from whoever leads. */
@Command(
    name = "release",
    header = "Takes leadership from a stuck worker.",
    description = {
      "",
      "Ends the present lease, whoever holds it. From then on the backend refuses what its holder"
          + " publishes, and whoever polls next may lead, which can be the same worker again. The"
          + " entry stays. A worker that is gone needs no release: its lease runs out.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the lease was ended; with --wait, somebody leads again",
      "1:nobody leads, or another than meant; with --wait, nobody took over in time",
      "2:wrong usage, or the cache could not be asked"
    },
    mixinStandardHelpOptions = true,
    versionProvider = ManifestVersion.class)
public final class ReleaseCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private CacheOptions cache = new CacheOptions();

  @Option(
      names = "--epoch",
      paramLabel = "N",
      description =
          "Only if this is the epoch of the present lease, as status shows it, so that a leader who"
              + " took over meanwhile keeps its lease.")
  private @Nullable Long epoch;

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "Wait for so long until somebody leads again, and say who.")
  private @Nullable Duration wait;

  /** Called by the parser of the command line. */
  public ReleaseCommand() {}

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try (OpenCache open = OpenCache.open(cache.url(), Map.of())) {
      Release release = new Release(open);
      Release.Outcome outcome =
          release.run(epoch == null ? OptionalLong.empty() : OptionalLong.of(epoch));
      if (outcome instanceof Release.Revoked revoked) {
        out.println("The lease of " + StatusReport.name(revoked.lease()) + " was ended.");
        return wait == null ? 0 : awaitNext(release, wait, out);
      }
      out.println(
          outcome instanceof Release.AnotherLeads another
              ? StatusReport.name(another.lease()) + " leads and was left alone."
              : "Nobody leads.");
      return 1;
    }
  }

  private static int awaitNext(Release release, Duration wait, PrintWriter out)
      throws CommandFailure, InterruptedException {
    Optional<LeaseStatus> next = release.awaitNext(wait);
    out.println(
        next.map(lease -> StatusReport.name(lease) + " leads now.")
            .orElse("Nobody took over; does any worker poll?"));
    return next.isPresent() ? 0 : 1;
  }
}
