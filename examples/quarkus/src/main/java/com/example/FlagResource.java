package com.example;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.posthog.DefinitionLoader;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;

/** Answers by its flags. Conditions and variants are for an SDK to evaluate. */
@Path("/flags/{key}")
public class FlagResource {

  private final DefinitionLoader loader;

  public FlagResource(DefinitionLoader loader) {
    this.loader = loader;
  }

  @GET
  public boolean isActive(String key) {
    return loader.definitions().map(FlagDefinitionCacheData::flags).orElse(List.of()).stream()
        .anyMatch(flag -> key.equals(flag.get("key")) && Boolean.TRUE.equals(flag.get("active")));
  }
}
