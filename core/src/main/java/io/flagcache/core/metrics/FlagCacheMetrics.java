package io.flagcache.core.metrics;

import io.flagcache.core.FlagCacheProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Objects;

/**
 * Binds the figures of one provider to Micrometer. What each meter means, and which to alert on, is
 * in {@code docs/operations.md}.
 *
 * <p>It counts from when it is made, so make it together with the provider. A registry that is
 * bound later is given what was counted before; its timers begin with the first 512 calls of the
 * store if it is the first registry, else with the next call.
 *
 * <p>Every meter has the tag {@code service.key} and the tags that are given here. Two providers of
 * one service key in one registry need a tag that tells them apart.
 *
 * <p>A registry keeps no provider alive. After the provider's shutdown its gauges are NaN, and
 * {@code flagcache.leader} is 0; {@link #close()} removes all meters. No method blocks on the
 * backend, and reading a meter never asks it. Safe for use by several threads.
 */
@SuppressWarnings("exports") // Whoever binds meters requires Micrometer himself.
public final class FlagCacheMetrics implements MeterBinder, AutoCloseable {

  private final ProviderFigures figures;

  /**
   * Begins to count what happens to a provider.
   *
   * @param provider whose figures
   */
  public FlagCacheMetrics(FlagCacheProvider provider) {
    this(provider, Tags.empty());
  }

  /**
   * Begins to count what happens to a provider, for meters with tags of your own.
   *
   * @param provider whose figures
   * @param tags what every meter has besides {@code service.key}
   */
  public FlagCacheMetrics(FlagCacheProvider provider, Iterable<Tag> tags) {
    Objects.requireNonNull(provider, "provider");
    this.figures =
        new ProviderFigures(
            provider, Tags.of("service.key", provider.settings().serviceKey()).and(tags));
    figures.listen();
  }

  /** Adds the meters to a registry; a registry that has them already stays as it is. */
  @Override
  public void bindTo(MeterRegistry registry) {
    figures.bindTo(registry);
  }

  /** Removes the meters from the registries to which they were bound, and counts no longer. */
  @Override
  public void close() {
    figures.close();
  }
}
