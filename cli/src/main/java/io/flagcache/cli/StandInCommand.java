package io.flagcache.cli;

import io.flagcache.demo.standin.GeneratedDefinitions;
import io.flagcache.demo.standin.ServedDocument;
import io.flagcache.demo.standin.StandInEndpoint;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A stand-in of PostHog's definitions endpoint, to try things without an account. */
@Command(
    name = "stand-in",
    header = "Serves flag definitions as PostHog's API does, to try things without it.",
    description = {
      "",
      "Listens on the loopback interface, prints each request, and runs until it is stopped.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"2:wrong usage, or the port is taken", "130, 143:stopped"},
    mixinStandardHelpOptions = true,
    versionProvider = ManifestVersion.class)
public final class StandInCommand implements Callable<Integer> {

  private static final long SEED = 1;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8000",
      description = "${DEFAULT-VALUE} by default; 0 for a free one.")
  private int port;

  @Option(
      names = "--definitions",
      paramLabel = "FILE",
      description = "Serve this document, as the API returns it; by default a generated one.")
  private @Nullable Path definitions;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      defaultValue = "phc_demo",
      description = "The token that requests have to name; ${DEFAULT-VALUE} by default.")
  private String token = "";

  @Option(
      names = "--secret-key",
      paramLabel = "KEY",
      defaultValue = "phs_demo",
      description = "The key that requests have to bear; ${DEFAULT-VALUE} by default.")
  private String secretKey = "";

  /** Called by the parser of the command line. */
  public StandInCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try (StandInEndpoint endpoint =
        StandInEndpoint.start(token, secretKey, document(), port, status -> print(out, status))) {
      out.println("Serving at " + endpoint.host() + " with token " + token);
      new CountDownLatch(1).await();
    } catch (IOException e) {
      throw wrong("--port is " + port + ", which it cannot bind: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw wrong("--port is " + port + "; use 0 to 65535");
    }
    return 0;
  }

  private static void print(PrintWriter out, int status) {
    out.println(
        LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS) + " HTTP " + status);
  }

  private ServedDocument document() {
    if (definitions == null) {
      return ServedDocument.of(GeneratedDefinitions.of(400, SEED));
    }
    try {
      return ServedDocument.of(Files.readAllBytes(definitions));
    } catch (IOException e) {
      throw wrong("--definitions " + definitions + " cannot be read: " + FileProblem.of(e));
    } catch (IllegalArgumentException e) {
      throw wrong("--definitions " + definitions + " cannot be used: " + e.getMessage());
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
