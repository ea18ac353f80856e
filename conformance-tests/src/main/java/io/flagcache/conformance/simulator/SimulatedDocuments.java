package io.flagcache.conformance.simulator;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.conformance.internal.JsonDifference;
import io.flagcache.conformance.internal.RulesV2;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The versions of the document, with what providers and SDKs like to lose in them, and what is left
 * of each when an SDK hands it over.
 */
final class SimulatedDocuments {

  private static final String VERSION = "version";

  /** The other versions are so short that no provider compresses them, which takes long. */
  private static final int EACH_WITH_RULES = 10;

  private final Map<Integer, Map<Handover, FlagDefinitionCacheData>> handedOver = new HashMap<>();
  private final Map<Integer, FlagDefinitionCacheData> served = new HashMap<>();

  private record Handover(Set<String> members, Set<SdkTrait> losses) {}

  /** A version as the API serves it. */
  FlagDefinitionCacheData served(int version) {
    return served.computeIfAbsent(version, SimulatedDocuments::make);
  }

  /** A version as an SDK hands it over. */
  FlagDefinitionCacheData handedOver(int version, SdkProfile profile) {
    return handedOver
        .computeIfAbsent(version, missing -> new HashMap<>())
        .computeIfAbsent(
            new Handover(profile.members(), profile.losses()),
            missing -> SdkLosses.of(profile, served(version)));
  }

  /** Whether the document is what some SDK handed over for its version, as the same JSON value. */
  boolean isIntact(FlagDefinitionCacheData data) {
    OptionalInt version = versionOf(data);
    return version.isPresent()
        && handedOver.getOrDefault(version.getAsInt(), Map.of()).containsValue(data);
  }

  /** Where the document is not what the API serves as this version; empty if it is. */
  Optional<String> lossIn(FlagDefinitionCacheData data, int version) {
    return JsonDifference.between(served(version), data);
  }

  /** The version; empty if there are no flags that show one. */
  static OptionalInt versionOf(FlagDefinitionCacheData data) {
    return data.flags().stream()
        .map(flag -> flag.get(VERSION))
        .filter(Number.class::isInstance)
        .mapToInt(version -> ((Number) version).intValue())
        .findFirst();
  }

  private static FlagDefinitionCacheData make(int version) {
    Map<String, Object> document = new LinkedHashMap<>();
    List<Map<String, Object>> flags = new ArrayList<>();
    flags.add(flag(version));
    if (version % EACH_WITH_RULES == 1) {
      flags.add(RulesV2.flag(version, "fast-search"));
    }
    document.put("flags", flags);
    document.put("group_type_mapping", Map.of("0", "company"));
    document.put("cohorts", Map.of("98", Map.of("type", "OR", "values", List.of())));
    document.put("minimal_flag_called_events", true);
    document.put("property_matching_version", 2);
    return FlagDefinitionCacheData.of(document);
  }

  private static Map<String, Object> flag(int version) {
    Map<String, Object> flag = new LinkedHashMap<>();
    flag.put("id", (1L << 53) + version);
    flag.put("team_id", 17);
    flag.put("key", "cart");
    flag.put(VERSION, version);
    flag.put("active", true);
    flag.put("filters", filters());
    return flag;
  }

  private static Map<String, Object> filters() {
    Map<String, Object> seats = new LinkedHashMap<>();
    seats.put("key", "age");
    seats.put("type", "group");
    seats.put("group_type_index", 0);
    seats.put("operator", "not_in");
    seats.put("value", 20);
    Map<String, Object> variant = new LinkedHashMap<>();
    variant.put("key", "test");
    variant.put("name", "Test");
    variant.put("rollout_percentage", new BigDecimal("50.0"));
    return Map.of(
        "early_exit",
        true,
        "groups",
        List.of(
            Map.of("properties", List.of(seats), "rollout_percentage", 100),
            Map.of("rollout_percentage", new BigDecimal("33.3"))),
        "multivariate",
        Map.of("variants", List.of(variant)));
  }
}
