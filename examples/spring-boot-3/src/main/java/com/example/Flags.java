package com.example;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.posthog.DefinitionLoader;
import java.util.List;
import org.springframework.stereotype.Component;

/** What the application asks. Conditions and variants are for an SDK to evaluate. */
@Component
public class Flags {

  private final DefinitionLoader loader;

  public Flags(DefinitionLoader loader) {
    this.loader = loader;
  }

  public boolean isActive(String key) {
    return loader.definitions().map(FlagDefinitionCacheData::flags).orElse(List.of()).stream()
        .anyMatch(flag -> key.equals(flag.get("key")) && Boolean.TRUE.equals(flag.get("active")));
  }
}
