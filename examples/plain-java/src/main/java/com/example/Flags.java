package com.example;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.posthog.DefinitionLoader;
import java.util.List;

/** What the application asks. Conditions and variants are for an SDK to evaluate. */
public final class Flags {

  private final DefinitionLoader loader;

  public Flags(DefinitionLoader loader) {
    this.loader = loader;
  }

  public boolean isActive(String key) {
    return loader.definitions().map(FlagDefinitionCacheData::flags).orElse(List.of()).stream()
        .anyMatch(flag -> key.equals(flag.get("key")) && Boolean.TRUE.equals(flag.get("active")));
  }

  public boolean areLoaded() {
    return loader.definitions().isPresent();
  }

  /** For example "API", if this worker leads, or "CACHE". */
  public String describe() {
    return "flags from " + loader.status().source();
  }
}
