package io.flagcache.demo.worker;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.FlagDefinitionCacheProviders;
import io.flagcache.core.FlagCacheProvider;
import io.flagcache.core.text.PlainText;
import io.flagcache.core.url.Redaction;
import io.flagcache.demo.standin.DocumentHash;
import io.flagcache.posthog.DefinitionLoader;
import io.flagcache.posthog.FetchingProvider;
import io.flagcache.posthog.LoaderBuilder;
import io.flagcache.posthog.LoaderEvent;
import io.flagcache.posthog.LoaderStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The inside of a worker process, which reports what it does: an SDK that only reads, over a
 * provider that fetches for itself; without a cache a definition loader.
 */
public final class Worker {

  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  /** Longer than an orderly shutdown may take; nobody is left to end a worker that hangs in it. */
  private static final Duration LONGEST_SHUTDOWN = Duration.ofSeconds(20);

  private final BufferedReader in;
  private final PrintStream out;
  private volatile @Nullable DecisionWatch watch;
  private volatile Redaction redaction = Redaction.NONE;
  private @Nullable String hash;

  /**
   * Makes a worker.
   *
   * @param in what the demo says
   * @param out where reports go; nothing else may be written there
   */
  public Worker(InputStream in, PrintStream out) {
    this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    this.out = out;
  }

  /**
   * Works until it is told to stop, or the demo is gone.
   *
   * @return the exit code
   * @throws IOException if standard input cannot be read
   */
  public int run() throws IOException {
    String first = in.readLine();
    Poller poller;
    try {
      WorkerSettings settings = WorkerProtocol.settings(first == null ? "" : first);
      redaction = settings.redaction();
      poller = poller(settings);
    } catch (IllegalArgumentException | IllegalStateException e) {
      String message = redaction.apply(String.valueOf(e.getMessage()));
      LOG.error("Cannot start: {}", PlainText.of(message));
      report(new WorkerReport.Refused(message));
      return 2;
    }
    Thread watchdog;
    try (poller) {
      report(new WorkerReport.Ready());
      if (WorkerProtocol.GO.equals(in.readLine())) {
        poller.start();
        awaitStop();
      }
      watchdog = haltIfShutdownHangs();
    }
    watchdog.interrupt();
    report(new WorkerReport.Closed());
    return 0;
  }

  private Poller poller(WorkerSettings settings) {
    String cacheUrl = settings.cacheUrl();
    if (cacheUrl == null) {
      return Poller.of(configured(DefinitionLoader.builder(), settings).build());
    }
    FlagDefinitionCacheProvider provider = FlagDefinitionCacheProviders.create(cacheUrl);
    useOnce(provider);
    DecisionWatch cache = new DecisionWatch(provider);
    watch = cache;
    return new ReadingSdk(
        configured(FetchingProvider.builder(), settings).cache(cache).build(), poll(settings));
  }

  private <B extends LoaderBuilder<B>> B configured(B builder, WorkerSettings settings) {
    return builder
        .host(URI.create(settings.host()))
        .projectToken(settings.token())
        .secretKey(settings.secretKey())
        .pollInterval(poll(settings))
        .listener(this::on);
  }

  private static Duration poll(WorkerSettings settings) {
    return Duration.ofMillis(settings.pollMillis());
  }

  /**
   * Loads classes and connects before the worker is ready, without taking part in the election: on
   * a busy machine a first use takes longer than a decision may.
   */
  private static void useOnce(FlagDefinitionCacheProvider provider) {
    FlagCacheProvider other = FlagCacheProvider.open("memory:first-use");
    answered(other.shouldFetchFlagDefinitions());
    answered(
        other.onFlagDefinitionsReceived(FlagDefinitionCacheData.of(Map.of("flags", List.of()))));
    answered(other.getFlagDefinitions());
    answered(other.shutdown());
    if (provider instanceof FlagCacheProvider own) {
      answered(own.inspect());
    }
  }

  /** What fails here fails again when the worker polls, and is reported then. */
  private static void answered(CompletionStage<?> stage) {
    stage.toCompletableFuture().handle((answer, failure) -> true).join();
  }

  private void awaitStop() throws IOException {
    String line = in.readLine();
    while (line != null && !line.equals(WorkerProtocol.STOP)) {
      line = in.readLine();
    }
  }

  private void on(LoaderEvent event) {
    if (event instanceof LoaderEvent.Polled polled) {
      LoaderStatus status = polled.status();
      DecisionWatch.Decided decided = decided();
      report(
          new WorkerReport.Polled(
              status.polls(),
              status.apiRequests(),
              status.notModified(),
              polled.result().decision().orElse(null),
              decided.askedAt(),
              decided.decidedAt(),
              polled.result().outcome(),
              hash(polled)));
    } else if (event instanceof LoaderEvent.ApiFailed failed) {
      report(new WorkerReport.Trouble(redaction.apply(failed.message())));
    } else if (event instanceof LoaderEvent.CacheFailed failed) {
      report(
          new WorkerReport.Trouble(
              redaction.apply("The cache failed in " + failed.call() + ": " + failed.cause())));
    }
  }

  private DecisionWatch.Decided decided() {
    DecisionWatch present = watch;
    return present == null ? new DecisionWatch.Decided(0, 0) : present.last();
  }

  private @Nullable String hash(LoaderEvent.Polled polled) {
    if (polled.result().changed()) {
      hash = polled.definitions().map(DocumentHash::of).orElse(null);
    }
    return hash;
  }

  private void report(WorkerReport report) {
    synchronized (out) {
      out.println(WorkerProtocol.line(report));
      out.flush();
    }
  }

  private static Thread haltIfShutdownHangs() {
    Thread watchdog =
        new Thread(
            () -> {
              try {
                Thread.sleep(LONGEST_SHUTDOWN.toMillis());
                Runtime.getRuntime().halt(3);
              } catch (InterruptedException e) {
                // The worker has shut down.
              }
            },
            "shutdown watchdog");
    watchdog.setDaemon(true);
    watchdog.start();
    return watchdog;
  }
}
