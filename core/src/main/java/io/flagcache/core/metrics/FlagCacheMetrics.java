package io.flagcache.core.metrics;

import io.flagcache.core.FlagCacheProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Binds the figures of one provider to Micrometer. What each meter means, and which to alert on, is
 * in {@code docs/operations.md}.
 *
 * <p>Every meter has the tag {@code service.key} and the tags that are given here. Two providers of
 * one service key in one registry need a tag that tells them apart.
 *
 * <p>A registry keeps no provider alive. After the provider's shutdown its gauges are NaN, and
 * {@code flagcache.leader} is 0; {@link #close()} removes all meters. No method blocks on the
 * backend, and reading a meter never asks it. Safe for use by several threads.
 */
public final class FlagCacheMetrics implements MeterBinder, AutoCloseable {

  private final FlagCacheProvider provider;
  private final Tags tags;
  private final Map<MeterRegistry, BoundMeters> bound = new ConcurrentHashMap<>();

  /**
   * Prepares the meters of a provider.
   *
   * @param provider whose figures
   */
  public FlagCacheMetrics(FlagCacheProvider provider) {
    this(provider, Tags.empty());
  }

  /**
   * Prepares the meters of a provider, with tags of your own.
   *
   * @param provider whose figures
   * @param tags what every meter has besides {@code service.key}
   */
  public FlagCacheMetrics(FlagCacheProvider provider, Iterable<Tag> tags) {
    this.provider = Objects.requireNonNull(provider, "provider");
    this.tags = Tags.of("service.key", provider.settings().serviceKey()).and(tags);
  }

  /** Adds the meters to a registry; a registry that has them already stays as it is. */
  @Override
  public void bindTo(MeterRegistry registry) {
    bound.computeIfAbsent(registry, key -> new BoundMeters(provider, key, tags));
  }

  /** Removes the meters from the registries to which they were bound. */
  @Override
  public void close() {
    bound.keySet().forEach(registry -> bound.computeIfPresent(registry, FlagCacheMetrics::unbind));
  }

  @SuppressWarnings("NullAway") // Null is how a map is told to forget.
  private static BoundMeters unbind(MeterRegistry registry, BoundMeters meters) {
    meters.remove();
    return null;
  }
}
