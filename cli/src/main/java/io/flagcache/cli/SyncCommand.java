package io.flagcache.cli;

import io.flagcache.cli.failure.CommandFailure;
import io.flagcache.cli.sync.LogFormat;
import io.flagcache.cli.sync.LogLevel;
import io.flagcache.cli.sync.Sync;
import io.flagcache.cli.sync.SyncLog;
import io.flagcache.cli.sync.SyncSettings;
import io.flagcache.core.url.HostAndPort;
import io.flagcache.core.url.ProviderUrl;
import io.flagcache.core.url.Redaction;
import io.flagcache.core.url.UrlParameters;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
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

/** The writer of a cache that others only read. */
@Command(
    name = "sync",
    header = "Polls PostHog and publishes the definitions to a cache.",
    description = {
      "",
      "The one writer for workers that only read the cache. Run two for availability: they elect"
          + " one that polls, and the other takes over. Runs until SIGTERM or SIGINT, and then hands"
          + " the lease over.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:stopped by SIGTERM or SIGINT", "2:wrong usage, or it could not start"},
    mixinStandardHelpOptions = true,
    versionProvider = ManifestVersion.class)
public final class SyncCommand implements Callable<Integer> {

  private static final Duration DEFAULT_POLL = Duration.ofSeconds(30);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--host",
      paramLabel = "URL",
      defaultValue = "https://us.i.posthog.com",
      description = "Where PostHog is; ${DEFAULT-VALUE} by default.")
  private URI host = URI.create("");

  @Option(names = "--token", paramLabel = "TOKEN", description = "The project's token, phc_….")
  private @Nullable String token;

  @Mixin private SecretKey secretKey = new SecretKey();

  @Mixin private CacheOptions cache = new CacheOptions();

  @Option(
      names = "--poll-interval",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description =
          "How often PostHog is asked; by default pollInterval in the URL, or 30s. The lease is"
              + " three times that.")
  private @Nullable Duration pollInterval;

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:8080",
      description =
          "Where health and metrics are served, ${DEFAULT-VALUE} by default; 'none' for nowhere."
              + " In a container use 0.0.0.0:8080.")
  private String listen = "";

  @Option(
      names = "--log-format",
      defaultValue = "text",
      paramLabel = "FORMAT",
      description = "text or json; ${DEFAULT-VALUE} by default. The log is standard output.")
  private LogFormat logFormat = LogFormat.TEXT;

  @Option(
      names = "--log-level",
      defaultValue = "info",
      paramLabel = "LEVEL",
      description = "error, warn, info or debug; ${DEFAULT-VALUE} by default.")
  private LogLevel logLevel = LogLevel.INFO;

  /** Called by the parser of the command line. */
  public SyncCommand() {}

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    SyncSettings settings = settings();
    SyncLog.start(
        logFormat,
        logLevel,
        settings.url().redaction().and(Redaction.of(List.of(settings.secretKey()))));
    return new Sync(settings).run();
  }

  SyncSettings settings() {
    String scheme = String.valueOf(host.getScheme());
    check(
        (scheme.equals("http") || scheme.equals("https")) && host.getHost() != null,
        Redaction.NONE.apply(
            "--host is '" + host + "'; use an address such as https://us.i.posthog.com"));
    if (token == null) {
      throw wrong("No project is named; add --token, or set FLAGCACHE_TOKEN");
    }
    String key =
        secretKey
            .find(Map.of())
            .orElseThrow(
                () ->
                    wrong(
                        "There is no secret key; set the environment variable "
                            + SecretKey.VARIABLE
                            + " or add --secret-key-file"));
    ProviderUrl url = cache.url();
    check(
        url.valueOf("role").filter("reader"::equalsIgnoreCase).isEmpty(),
        "The URL has " + url.nameOf("role") + "=reader, and a reader never writes; leave it out");
    Duration poll = pollInterval(url);
    ProviderUrl polled = url.with(Map.of("pollInterval", poll.toString()));
    return new SyncSettings(
        host, token, key, polled, poll, address(), new ManifestVersion().getVersion()[0]);
  }

  private Duration pollInterval(ProviderUrl url) {
    Optional<Duration> given;
    try {
      given =
          new UrlParameters(
                  url.valueOf("pollInterval")
                      .map(value -> Map.of("pollInterval", value))
                      .orElse(Map.of()))
              .duration("pollInterval");
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
    Duration asked = pollInterval;
    check(
        asked == null || given.filter(value -> !value.equals(asked)).isEmpty(),
        "--poll-interval is "
            + asked
            + ", and "
            + url.nameOf("pollInterval")
            + " in the URL is "
            + given.orElse(Duration.ZERO)
            + "; leave one out");
    return asked == null ? given.orElse(DEFAULT_POLL) : asked;
  }

  private Optional<InetSocketAddress> address() {
    if (listen.equalsIgnoreCase("none")) {
      return Optional.empty();
    }
    HostAndPort read = listenAddress();
    InetSocketAddress address = new InetSocketAddress(read.host(), read.port().orElseThrow());
    check(!address.isUnresolved(), "--listen is '" + listen + "', whose host is not known");
    return Optional.of(address);
  }

  private HostAndPort listenAddress() {
    Optional<HostAndPort> read;
    try {
      read = Optional.of(HostAndPort.toListen("--listen", listen));
    } catch (IllegalArgumentException e) {
      read = Optional.empty();
    }
    return read.filter(address -> address.port().isPresent())
        .orElseThrow(
            () ->
                wrong("--listen is '" + listen + "'; use HOST:PORT such as 0.0.0.0:8080, or none"));
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
