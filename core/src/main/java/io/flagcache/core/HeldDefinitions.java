package io.flagcache.core;

import io.flagcache.FlagDefinitionCacheData;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a worker goes on with while the backend is out of reach, as its outage policy says. */
final class HeldDefinitions {

  private final FlagCacheSettings settings;
  private final OutageDetector outages;
  private final LastKnownDefinitions lastKnown;
  private final FlagCacheListener listener;
  private OutageDetector.@Nullable Outage reported;

  HeldDefinitions(
      FlagCacheSettings settings,
      OutageDetector outages,
      LastKnownDefinitions lastKnown,
      FlagCacheListener listener) {
    this.settings = settings;
    this.outages = outages;
    this.lastKnown = lastKnown;
    this.listener = listener;
  }

  /** Safe to call from any thread. */
  Optional<FlagDefinitionCacheData> get() {
    boolean holds =
        settings.outagePolicy() == OutagePolicy.HOLD
            && outages.sinceLastAnswer().compareTo(settings.holdLimit()) < 0;
    // F2
    return holds ? lastKnown.served() : Optional.empty();
  }

  /** Goes on with what is held, which is reported once for each outage, or else fails. */
  FlagDefinitionCacheData getOrThrow(Exception failure) throws Exception {
    FlagDefinitionCacheData data = get().orElse(null);
    if (data == null) {
      throw failure;
    }
    OutageDetector.Outage outage = outages.outage();
    if (!Objects.equals(outage, reported)) {
      reported = outage;
      listener.on(new FlagCacheEvent.ServedFromMemory(lastKnown.age().orElseThrow()));
    }
    return data;
  }
}
