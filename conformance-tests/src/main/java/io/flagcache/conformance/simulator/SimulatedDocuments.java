package io.flagcache.conformance.simulator;

import io.flagcache.FlagDefinitionCacheData;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** The versions of the document, with what providers like to lose in them. */
final class SimulatedDocuments {

  private static final String VERSION = "version";

  private final Map<Handover, FlagDefinitionCacheData> documents = new HashMap<>();

  private record Handover(int version, Set<String> members) {}

  /** A version as an SDK hands it over that passes on these members of it. */
  FlagDefinitionCacheData handedOver(int version, Set<String> members) {
    return documents.computeIfAbsent(
        new Handover(version, members), key -> make(key.version(), key.members()));
  }

  /** Whether the document is what some SDK handed over for its version, as the same JSON value. */
  boolean isIntact(FlagDefinitionCacheData data) {
    OptionalInt version = versionOf(data);
    return version.isPresent()
        && documents.entrySet().stream()
            .filter(document -> document.getKey().version() == version.getAsInt())
            .anyMatch(document -> document.getValue().equals(data));
  }

  /** The version; empty if there are no flags that show one. */
  static OptionalInt versionOf(FlagDefinitionCacheData data) {
    return data.flags().stream()
        .map(flag -> flag.get(VERSION))
        .filter(Number.class::isInstance)
        .mapToInt(version -> ((Number) version).intValue())
        .findFirst();
  }

  private static FlagDefinitionCacheData make(int version, Set<String> members) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("flags", List.of(flag(version, "new-checkout"), flag(version, "dark-mode")));
    document.put("group_type_mapping", Map.of("0", "organization"));
    document.put("cohorts", Map.of("98", Map.of("type", "OR", "values", List.of())));
    document.put("minimal_flag_called_events", true);
    document.put("property_matching_version", 2);
    document.keySet().retainAll(members);
    return FlagDefinitionCacheData.of(document);
  }

  private static Map<String, Object> flag(int version, String key) {
    return Map.of(
        "id",
        (1L << 53) + version,
        "key",
        key,
        VERSION,
        version,
        "active",
        true,
        "rollout_percentage",
        new BigDecimal("33.3"));
  }
}
