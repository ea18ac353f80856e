package io.flagcache.posthog.metrics;

import io.flagcache.posthog.MonitoredLoader;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Binds the figures of one loader, or of one provider that fetches, to Micrometer. What each meter
 * means, and which to alert on, is in {@code docs/operations.md}.
 *
 * <p>Counters count what happens after they are bound: bind before the first poll. Two loaders in
 * one registry need a tag that tells them apart.
 *
 * <p>A registry keeps no loader alive; {@link #close()} removes all meters. No method blocks, and
 * reading a meter asks neither API nor cache. Safe for use by several threads.
 */
public final class LoaderMetrics implements MeterBinder, AutoCloseable {

  private final MonitoredLoader loader;
  private final Tags tags;
  private final Map<MeterRegistry, BoundLoaderMeters> bound = new ConcurrentHashMap<>();

  /**
   * Prepares the meters of a loader.
   *
   * @param loader whose figures
   */
  public LoaderMetrics(MonitoredLoader loader) {
    this(loader, Tags.empty());
  }

  /**
   * Prepares the meters of a loader, with tags of your own.
   *
   * @param loader whose figures
   * @param tags what every meter has besides its own
   */
  public LoaderMetrics(MonitoredLoader loader, Iterable<Tag> tags) {
    this.loader = Objects.requireNonNull(loader, "loader");
    this.tags = Tags.of(tags);
  }

  /** Adds the meters to a registry; a registry that has them already stays as it is. */
  @Override
  public void bindTo(MeterRegistry registry) {
    bound.computeIfAbsent(registry, key -> new BoundLoaderMeters(loader, key, tags));
  }

  /** Removes the meters from the registries to which they were bound. */
  @Override
  public void close() {
    bound.keySet().forEach(registry -> bound.computeIfPresent(registry, LoaderMetrics::unbind));
  }

  @SuppressWarnings("NullAway") // Null is how a map is told to forget.
  private static BoundLoaderMeters unbind(MeterRegistry registry, BoundLoaderMeters meters) {
    meters.remove();
    return null;
  }
}
