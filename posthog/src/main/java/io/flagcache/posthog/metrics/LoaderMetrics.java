package io.flagcache.posthog.metrics;

import io.flagcache.posthog.MonitoredLoader;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Objects;

/**
 * Binds the figures of one loader, or of one provider that fetches, to Micrometer. What each meter
 * means, and which to alert on, is in {@code docs/operations.md}.
 *
 * <p>It counts from when it is made, so make it before the first poll; a registry that is bound
 * later is given what was counted before. Two loaders in one registry need a tag that tells them
 * apart.
 *
 * <p>A registry keeps no loader alive; {@link #close()} removes all meters. No method blocks, and
 * reading a meter asks neither API nor cache. Safe for use by several threads.
 */
public final class LoaderMetrics implements MeterBinder, AutoCloseable {

  private final LoaderFigures figures;

  /**
   * Begins to count what happens to a loader.
   *
   * @param loader whose figures
   */
  public LoaderMetrics(MonitoredLoader loader) {
    this(loader, Tags.empty());
  }

  /**
   * Begins to count what happens to a loader, for meters with tags of your own.
   *
   * @param loader whose figures
   * @param tags what every meter has besides its own
   */
  public LoaderMetrics(MonitoredLoader loader, Iterable<Tag> tags) {
    figures = new LoaderFigures(Objects.requireNonNull(loader, "loader"), Tags.of(tags));
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
