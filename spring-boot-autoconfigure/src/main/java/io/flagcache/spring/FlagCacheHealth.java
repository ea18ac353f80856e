package io.flagcache.spring;

import io.flagcache.core.FlagCacheProvider;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * How a provider is, for a health indicator of either line of Boot. Reading it never asks the
 * backend. Safe for use by several threads.
 */
public final class FlagCacheHealth {

  private final FlagCacheProvider provider;

  /**
   * Watches a provider.
   *
   * @param provider whose health it is
   */
  public FlagCacheHealth(FlagCacheProvider provider) {
    this.provider = Objects.requireNonNull(provider, "provider");
  }

  /**
   * Whether the provider can do its work. An outage of the backend alone does not matter to who has
   * definitions: it goes on with them, and all workers would be taken out of service at once.
   *
   * @return false after the shutdown, and in an outage that leaves this worker without definitions
   */
  public boolean isUp() {
    return !provider.isShutDown() && (!provider.isInOutage() || hasDefinitions());
  }

  /**
   * Whether this worker has definitions, and so evaluates flags.
   *
   * @return true from the first definitions on
   */
  public boolean hasDefinitions() {
    return provider.definitionsAge().isPresent();
  }

  /**
   * What an operator wants to know.
   *
   * @return values by name, none of which is a secret
   */
  public Map<String, Object> details() {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("serviceKey", provider.settings().serviceKey());
    details.put("role", provider.settings().role().name());
    details.put("leader", provider.isLeader());
    details.put("backendAnswers", !provider.isInOutage());
    details.put("sinceBackendAnswered", provider.sinceBackendAnswered().toString());
    provider.definitionsAge().ifPresent(age -> details.put("definitionsAge", age.toString()));
    return details;
  }
}
