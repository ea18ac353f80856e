package io.flagcache.cli;

import io.flagcache.cli.failure.CommandFailure;
import io.flagcache.core.url.Redaction;
import io.flagcache.demo.Demo;
import io.flagcache.demo.DemoFailure;
import io.flagcache.demo.DemoSettings;
import io.flagcache.demo.Origin;
import io.flagcache.demo.standin.GeneratedDefinitions;
import io.flagcache.demo.standin.ServedDocument;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows a fleet of workers that share one copy of the definitions, and disturbs it. */
@Command(
    name = "demo",
    header = "Shows worker processes that share one copy of flag definitions.",
    description = {
      "",
      "Starts worker processes, without and with a shared cache, in front of a stand-in of"
          + " PostHog's API; changes a flag, kills the leader, stops the next one, and says which"
          + " promises held. Takes less than a minute with the defaults.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all promises held",
      "1:a promise did not hold",
      "2:wrong usage, or the demo could not start or go on"
    },
    mixinStandardHelpOptions = true,
    versionProvider = ManifestVersion.class)
public final class DemoCommand implements Callable<Integer> {

  private static final int FEWEST_WORKERS = 2;
  private static final int MOST_WORKERS = 50;
  private static final Duration SHORTEST_POLL = Duration.ofMillis(100);
  private static final Duration LONGEST_TIME = Duration.ofMinutes(1);
  private static final int DEFAULT_FLAGS = 400;
  private static final int MOST_FLAGS = 50_000;
  private static final long SEED = 1;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "5",
      description = "The number of worker processes, 2 to 50; ${DEFAULT-VALUE} by default.")
  private int workers;

  @Option(
      names = "--poll",
      paramLabel = "TIME",
      defaultValue = "1s",
      converter = DurationConverter.class,
      description =
          "The workers' poll interval, 100ms to 1m; ${DEFAULT-VALUE} by default. The lease is three"
              + " times that.")
  private Duration poll = Duration.ZERO;

  @Option(
      names = "--allowance",
      paramLabel = "TIME",
      defaultValue = "2s",
      converter = DurationConverter.class,
      description =
          "What is added to each bound, since processes are not scheduled at once, 0s to 1m;"
              + " ${DEFAULT-VALUE} by default. Raise it on a busy machine.")
  private Duration allowance = Duration.ZERO;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "The cache to share, for example redis://localhost or"
              + " jdbc:postgresql://localhost/test?user=me; by default an H2 database that is"
              + " removed afterwards. Missing tables are created, and what this run stores, under a"
              + " service key of its own, stays until it expires or is replaced.")
  private @Nullable String url;

  @Option(
      names = "--definitions",
      paramLabel = "FILE",
      description =
          "Serve this document, as the API returns it. To show a change, the first flag is"
              + " switched on or off in memory.")
  private @Nullable Path definitions;

  @Option(
      names = "--flags",
      paramLabel = "N",
      description =
          "Serve a generated document with so many flags; " + DEFAULT_FLAGS + " by default.")
  private @Nullable Integer flags;

  @Option(
      names = "--host",
      paramLabel = "URL",
      description =
          "Use a real PostHog, for example https://us.i.posthog.com, instead of the stand-in. Its"
              + " flags are not changed; the requests are billed as usual.")
  private @Nullable URI host;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description = "The project's token, with --host.")
  private @Nullable String token;

  @Mixin private SecretKey secretKey = new SecretKey();

  @Option(
      names = "--plain",
      description =
          "Print line by line, without colours, as when the output is no terminal. The environment"
              + " variable NO_COLOR turns only the colours off.")
  private boolean plain;

  /** Called by the parser of the command line. */
  public DemoCommand() {}

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    DemoSettings settings = settings(System.getenv());
    boolean colour = !plain && System.getenv().getOrDefault("NO_COLOR", "").isEmpty();
    Demo demo =
        new Demo(settings, FlagcacheCommand.class, plain, colour, spec.commandLine().getOut());
    try {
      return demo.run();
    } catch (DemoFailure e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), e);
    }
  }

  DemoSettings settings(Map<String, String> environment) {
    check(
        workers >= FEWEST_WORKERS && workers <= MOST_WORKERS,
        "--workers is " + workers + "; use " + FEWEST_WORKERS + " to " + MOST_WORKERS);
    checkTime("--poll", poll, SHORTEST_POLL);
    checkTime("--allowance", allowance, Duration.ZERO);
    return new DemoSettings(
        workers, poll, allowance, origin(environment), Optional.ofNullable(url));
  }

  private Origin origin(Map<String, String> environment) {
    if (host != null) {
      return postHog(host, environment);
    }
    check(token == null, "--token is for a real PostHog; name it with --host");
    check(
        !secretKey.isOnCommandLine(),
        "--secret-key and --secret-key-file are for a real PostHog; name it with --host");
    if (definitions != null) {
      check(flags == null, "--flags is for a generated document; leave it or --definitions out");
      return read(definitions);
    }
    int count = flags == null ? DEFAULT_FLAGS : flags;
    check(count >= 1 && count <= MOST_FLAGS, "--flags is " + count + "; use 1 to " + MOST_FLAGS);
    return new Origin.StandIn("generated", ServedDocument.of(GeneratedDefinitions.of(count, SEED)));
  }

  private Origin postHog(URI address, Map<String, String> environment) {
    check(
        definitions == null && flags == null,
        "--definitions and --flags are for the stand-in; leave them or --host out");
    String scheme = String.valueOf(address.getScheme());
    check(
        (scheme.equals("http") || scheme.equals("https")) && address.getHost() != null,
        Redaction.NONE.apply(
            "--host is '" + address + "'; use an address such as https://us.i.posthog.com"));
    if (token == null) {
      throw wrong("--host needs the project's token too; add --token");
    }
    String key =
        secretKey
            .find(environment)
            .orElseThrow(
                () ->
                    wrong(
                        "--host needs the secret key too; set the environment variable "
                            + SecretKey.VARIABLE
                            + " or add --secret-key-file"));
    return new Origin.PostHog(address, token, key);
  }

  private Origin read(Path file) {
    try {
      return new Origin.StandIn(
          String.valueOf(file.getFileName()), ServedDocument.of(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw wrong("--definitions " + file + " cannot be read: " + FileProblem.of(e));
    } catch (IllegalArgumentException e) {
      throw wrong("--definitions " + file + " cannot be used: " + e.getMessage());
    }
  }

  private void checkTime(String name, Duration value, Duration shortest) {
    check(
        value.compareTo(shortest) >= 0 && value.compareTo(LONGEST_TIME) <= 0,
        name + " is " + value + "; use " + shortest + " to " + LONGEST_TIME);
  }

  private void check(boolean valid, String message) {
    if (!valid) {
      throw wrong(message);
    }
  }

  private ParameterException wrong(@Nullable String message) {
    return new ParameterException(spec.commandLine(), String.valueOf(message));
  }
}
