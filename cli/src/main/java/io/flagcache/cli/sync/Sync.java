package io.flagcache.cli.sync;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.FlagDefinitionCacheProviders;
import io.flagcache.cli.failure.CommandFailure;
import io.flagcache.core.FlagCacheProvider;
import io.flagcache.core.metrics.FlagCacheMetrics;
import io.flagcache.posthog.DefinitionLoader;
import io.flagcache.posthog.LoaderEvent;
import io.flagcache.posthog.metrics.LoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jline.utils.Signals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Polls the API and publishes to the cache until the process is told to stop. */
public final class Sync {

  private static final Logger LOG = LoggerFactory.getLogger(Sync.class);

  /** Kubernetes kills a pod 30 s after it was told to stop, and Docker a container 10 s. */
  private static final Duration LONGEST_STOP = Duration.ofSeconds(9);

  private final SyncSettings settings;
  private final CountDownLatch stop = new CountDownLatch(1);

  /** Makes a writer. */
  public Sync(SyncSettings settings) {
    this.settings = settings;
  }

  /**
   * Works until SIGTERM or SIGINT.
   *
   * @return the exit code
   * @throws CommandFailure if it cannot start
   */
  public int run() throws CommandFailure, InterruptedException {
    // A shutdown hook would run beside those of the backends' clients.
    Signals.register("TERM", stop::countDown);
    Signals.register("INT", stop::countDown);
    SyncHealth health = new SyncHealth(settings.pollInterval(), System::nanoTime);
    PrometheusMeterRegistry registry = registry();
    FlagDefinitionCacheProvider cache = cache();
    DefinitionLoader loader = loader(cache, health);
    new LoaderMetrics(loader).bindTo(registry);
    if (cache instanceof FlagCacheProvider own) {
      new FlagCacheMetrics(own).bindTo(registry);
    }
    Optional<HealthServer> server = Optional.empty();
    try (loader) {
      if (settings.listen().isPresent()) {
        server = Optional.of(HealthServer.start(settings.listen().get(), health, registry::scrape));
      }
      announce(cache, server);
      loader.start();
      stop.await();
      LOG.info("Stopping; the lease is handed over");
      haltIfStoppingHangs();
    }
    server.ifPresent(HealthServer::close);
    LOG.info("Stopped");
    return 0;
  }

  private FlagDefinitionCacheProvider cache() throws CommandFailure {
    try {
      return FlagDefinitionCacheProviders.create(settings.url().text());
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new CommandFailure(
          settings.url().redaction().apply("The cache cannot be used: " + e.getMessage()));
    }
  }

  private DefinitionLoader loader(FlagDefinitionCacheProvider cache, SyncHealth health)
      throws CommandFailure {
    try {
      return DefinitionLoader.builder()
          .host(settings.host())
          .projectToken(settings.token())
          .secretKey(settings.secretKey())
          .pollInterval(settings.pollInterval())
          .cache(cache)
          .listener(
              event -> {
                health.on(event);
                log(event);
              })
          .build();
    } catch (IllegalArgumentException e) {
      cache.shutdown();
      throw new CommandFailure(String.valueOf(e.getMessage()));
    }
  }

  private static PrometheusMeterRegistry registry() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    return registry;
  }

  private void announce(FlagDefinitionCacheProvider cache, Optional<HealthServer> server) {
    LOG.info(
        "{} process {} polls {} every {} and publishes to {}; health and metrics: {}",
        settings.version(),
        ProcessHandle.current().pid(),
        settings.host(),
        settings.pollInterval(),
        cache,
        server
            .map(HealthServer::address)
            .map(address -> "http://" + address.getHostString() + ":" + address.getPort())
            .orElse("none"));
  }

  private static void log(LoaderEvent event) {
    if (event instanceof LoaderEvent.DefinitionsChanged changed) {
      LOG.info(
          "New definitions with {} flags, from the {}",
          changed.definitions().flags().size(),
          changed.after());
    } else if (event instanceof LoaderEvent.Polled polled) {
      LOG.debug("Poll {}: {}", polled.status().polls(), polled.result());
    }
  }

  private static void haltIfStoppingHangs() {
    Thread watchdog =
        new Thread(
            () -> {
              try {
                Thread.sleep(LONGEST_STOP.toMillis());
                LOG.warn("The cache did not take the lease back in time; it runs out by itself");
                Runtime.getRuntime().halt(0);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "stop watchdog");
    watchdog.setDaemon(true);
    watchdog.start();
  }
}
