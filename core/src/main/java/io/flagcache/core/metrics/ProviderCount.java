package io.flagcache.core.metrics;

import io.flagcache.core.FlagCacheEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Optional;

/** What is counted of a provider. */
enum ProviderCount {
  BECAME(Meters.LEADER_CHANGES, "change", "became"),
  LOST(Meters.LEADER_CHANGES, "change", "lost"),
  RESIGNED(Meters.LEADER_CHANGES, "change", "resigned"),
  PUBLISHED(Meters.PUBLISHES, "outcome", "published"),
  REPUBLISHED(Meters.PUBLISHES, "outcome", "republished"),
  REFUSED(Meters.PUBLISHES, "outcome", "refused"),
  UNREADABLE(Meters.UNREADABLE, "", "");

  private final Meters meter;
  private final String tag;
  private final String value;

  ProviderCount(Meters meter, String tag, String value) {
    this.meter = meter;
    this.tag = tag;
    this.value = value;
  }

  static Optional<ProviderCount> of(FlagCacheEvent event) {
    if (event instanceof FlagCacheEvent.BecameLeader) {
      return Optional.of(BECAME);
    } else if (event instanceof FlagCacheEvent.LostLeadership) {
      return Optional.of(LOST);
    } else if (event instanceof FlagCacheEvent.Resigned) {
      return Optional.of(RESIGNED);
    } else if (event instanceof FlagCacheEvent.Published) {
      return Optional.of(PUBLISHED);
    } else if (event instanceof FlagCacheEvent.Republished) {
      return Optional.of(REPUBLISHED);
    } else if (event instanceof FlagCacheEvent.PublishRefused) {
      return Optional.of(REFUSED);
    } else if (event instanceof FlagCacheEvent.EntryUnreadable) {
      return Optional.of(UNREADABLE);
    }
    return Optional.empty();
  }

  Counter register(MeterRegistry registry, Tags common) {
    return Counter.builder(meter.id)
        .description(meter.description)
        .tags(tag.isEmpty() ? common : common.and(tag, value))
        .register(registry);
  }

  private enum Meters {
    LEADER_CHANGES("flagcache.leader.changes", "How often this worker's leadership changed"),
    PUBLISHES("flagcache.publishes", "Documents handed to the store"),
    UNREADABLE("flagcache.entries.unreadable", "Entries that were treated as absent");

    private final String id;
    private final String description;

    Meters(String id, String description) {
      this.id = id;
      this.description = description;
    }
  }
}
