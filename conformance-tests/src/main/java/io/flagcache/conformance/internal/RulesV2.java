package io.flagcache.conformance.internal;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A flag in the coming form of definitions: {@code filters.version} 2 has rules in the place of
 * groups. A reader with a type for today's form erases them. The shape is that of {@code
 * PostHog/posthog-sdk-test-harness}, {@code contracts/feature_flag_rules_v2}; the values are ours.
 */
public final class RulesV2 {

  private RulesV2() {}

  /**
   * A flag with a rule of each kind.
   *
   * @param id its id
   * @param key its key
   * @return the flag; unmodifiable
   */
  public static Map<String, Object> flag(int id, String key) {
    Map<String, Object> filters = new LinkedHashMap<>();
    filters.put("version", 2);
    filters.put("return_type", "boolean");
    filters.put("default_value", false);
    filters.put("rules", List.of(release(), rollout(), experiment()));
    return Map.of("id", id, "key", key, "active", true, "filters", filters);
  }

  private static Map<String, Object> release() {
    Map<String, Object> staff =
        Map.of("key", "plan", "type", "person", "operator", "exact", "value", "business");
    return Map.of(
        "id",
        "7d1c2b3a-0f5e-4c8d-9a6b-1e2f3a4b5c6d",
        "rule_type",
        "targeted_release",
        "targeting",
        Map.of("properties", List.of(staff)),
        "value",
        true);
  }

  private static Map<String, Object> rollout() {
    Map<String, Object> rule = assigned("percentage_rollout", new BigDecimal("12.5"), "continue");
    rule.put("id", "8e2d3c4b-1a6f-4d9e-8b7c-2f3a4b5c6d7e");
    rule.put("value", true);
    return rule;
  }

  private static Map<String, Object> experiment() {
    Map<String, Object> rule = assigned("experiment", 100, "return_default");
    rule.put("id", "9f3e4d5c-2b70-4eaf-9c8d-3a4b5c6d7e8f");
    rule.put("experiment_id", 31);
    rule.put("paused", false);
    rule.put("variants", List.of(variant("control", false), variant("test", true)));
    rule.put("holdout", Map.of("id", 4, "seed", "holdout-4", "exclusion_percentage", 10));
    return rule;
  }

  private static Map<String, Object> assigned(String type, Number percentage, String onMiss) {
    Map<String, Object> rule = new LinkedHashMap<>();
    rule.put("rule_type", type);
    rule.put("targeting", Map.of("properties", List.of()));
    rule.put("rollout_percentage", percentage);
    rule.put("on_rollout_miss", onMiss);
    rule.put("assignment_algorithm", "sha1_60_v1");
    rule.put("seed", type + "-seed");
    rule.put("assign_by", "person");
    return rule;
  }

  private static Map<String, Object> variant(String key, boolean value) {
    return Map.of("key", key, "weight", 50, "value", value);
  }
}
