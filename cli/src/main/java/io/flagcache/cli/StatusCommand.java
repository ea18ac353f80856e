package io.flagcache.cli;

import io.flagcache.cli.failure.CommandFailure;
import io.flagcache.cli.operator.OpenCache;
import io.flagcache.cli.operator.StatusReport;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Tells who leads and what is stored. */
@Command(
    name = "status",
    header = "Tells who leads and what is stored.",
    description = {
      "",
      "Only looks: takes no part in the election, and nothing lives longer for it. Needs the right"
          + " to read the lease, which a reader does not.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:somebody leads, and there is an entry that can be read",
      "1:nobody leads, or there is no entry that can be read",
      "2:wrong usage, or the cache could not be asked"
    },
    mixinStandardHelpOptions = true,
    versionProvider = ManifestVersion.class)
public final class StatusCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private CacheOptions cache = new CacheOptions();
  @Mixin private ReportOptions report = new ReportOptions();

  /** Called by the parser of the command line. */
  public StatusCommand() {}

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try (OpenCache open = OpenCache.forReading(cache.url())) {
      StatusReport status = StatusReport.of(open);
      if (report.isJson()) {
        ReportOptions.write(out, status.json());
      } else {
        status.print(out);
      }
      return status.isServed() ? 0 : 1;
    }
  }
}
