package com.example;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.posthog.DefinitionLoader;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import java.util.List;

/** Answers by its flags. Conditions and variants are for an SDK to evaluate. */
@Controller("/flags")
public class FlagController {

  private final DefinitionLoader loader;

  FlagController(DefinitionLoader loader) {
    this.loader = loader;
  }

  @Get("/{key}")
  boolean isActive(String key) {
    return loader.definitions().map(FlagDefinitionCacheData::flags).orElse(List.of()).stream()
        .anyMatch(flag -> key.equals(flag.get("key")) && Boolean.TRUE.equals(flag.get("active")));
  }
}
