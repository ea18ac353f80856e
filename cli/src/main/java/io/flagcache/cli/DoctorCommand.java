package io.flagcache.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagcache.cli.operator.Doctor;
import io.flagcache.core.text.PlainText;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Finds out whether a cache would work for a worker or a reader. */
@Command(
    name = "doctor",
    header = "Finds out what keeps a worker or a reader from working, and how to grant it.",
    description = {
      "",
      "Connects with your settings and really does what a worker does, two of them in fact, on the"
          + " service key "
          + Doctor.SERVICE_KEY
          + ", whose entry expires after two minutes. With role=reader in the URL it only reads your"
          + " own service key.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:all works", "1:something does not", "2:wrong usage"},
    mixinStandardHelpOptions = true,
    versionProvider = ManifestVersion.class)
public final class DoctorCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private CacheOptions cache = new CacheOptions();
  @Mixin private ReportOptions report = new ReportOptions();

  /** Called by the parser of the command line. */
  public DoctorCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Doctor.Diagnosis diagnosis =
        new Doctor(
                cache.url(),
                finding -> {
                  if (!report.isJson()) {
                    print(out, finding);
                  }
                })
            .examine();
    if (report.isJson()) {
      ReportOptions.write(out, json(diagnosis));
    } else if (!diagnosis.rights().isEmpty()) {
      out.println();
      out.println("What it needs, for whoever administers the backend:");
      out.println();
      out.println(PlainText.lines(diagnosis.rights().stripTrailing()));
      if (diagnosis.onScratchKeyToo()) {
        out.println();
        out.println(
            "While it is examined, it needs the same on the service key "
                + Doctor.SERVICE_KEY
                + ".");
      }
    }
    return diagnosis.isHealthy() ? 0 : 1;
  }

  private static void print(PrintWriter out, Doctor.Finding finding) {
    out.println(
        PlainText.of((finding.works() ? "✓ " : "✗ ") + finding.name() + ": " + finding.detail()));
    out.flush();
  }

  private static ObjectNode json(Doctor.Diagnosis diagnosis) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("healthy", diagnosis.isHealthy())
            .put("backend", diagnosis.backend());
    for (Doctor.Finding finding : diagnosis.findings()) {
      json.withArray("findings")
          .addObject()
          .put("name", finding.name())
          .put("works", finding.works())
          .put("detail", finding.detail());
    }
    return json.put("rights", diagnosis.rights());
  }
}
