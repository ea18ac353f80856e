package io.flagcache.demo.standin;

import io.flagcache.FlagDefinitionCacheData;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Makes up a document as a project of some years has it: releases by percentage, experiments with
 * variants and payloads, targeting by person, company and cohort, and flags that depend on others.
 * The same seed and number give the same document.
 */
public final class GeneratedDefinitions {

  private static final int TEAM = 4711;
  private static final int FIRST_ID = 10_000;
  private static final int COHORTS = 24;

  private static final List<String> AREAS =
      List.of(
          "checkout",
          "search",
          "billing",
          "onboarding",
          "dashboard",
          "mobile",
          "notifications",
          "api",
          "admin",
          "reports",
          "inbox",
          "editor",
          "profile",
          "pricing",
          "exports",
          "sso");
  private static final List<String> CHANGES =
      List.of(
          "redesign",
          "rollout",
          "experiment",
          "kill-switch",
          "limits",
          "beta",
          "async-writes",
          "dark-mode",
          "shortcuts",
          "new-layout",
          "rate-limit",
          "prefetch",
          "audit-log");
  private static final List<String> PLANS = List.of("free", "starter", "business", "enterprise");
  private static final List<String> COUNTRIES =
      List.of("DE", "US", "FR", "BR", "JP", "IN", "GB", "NL", "SE", "CA");
  private static final List<Number> PERCENTAGES =
      List.of(5, 10, new BigDecimal("12.5"), 25, 50, 75, 90, 100);

  private final Random random;
  private final List<String> keys = new ArrayList<>();

  private GeneratedDefinitions(long seed) {
    this.random = new Random(seed);
  }

  /**
   * Makes a document.
   *
   * @param flags the number of flags
   * @param seed decides everything else
   */
  public static FlagDefinitionCacheData of(int flags, long seed) {
    return new GeneratedDefinitions(seed).document(flags);
  }

  private FlagDefinitionCacheData document(int count) {
    List<Object> flags = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      flags.add(flag(i));
    }
    return FlagDefinitionCacheData.of(
        object(
            "flags",
            flags,
            "group_type_mapping",
            object("0", "company", "1", "project", "2", "workspace"),
            "cohorts",
            cohorts(),
            "minimal_flag_called_events",
            true,
            "property_matching_version",
            2));
  }

  private Map<String, @Nullable Object> flag(int index) {
    String area = AREAS.get(index % AREAS.size());
    String change = CHANGES.get(index / AREAS.size() % CHANGES.size());
    int round = index / (AREAS.size() * CHANGES.size());
    String key = area + "-" + change + (round == 0 ? "" : "-" + (round + 1));
    Map<String, @Nullable Object> filters = filters(index);
    keys.add(key);
    return object(
        "id",
        FIRST_ID + index,
        "team_id",
        TEAM,
        "name",
        "Controls " + change.replace('-', ' ') + " for " + area,
        "key",
        key,
        "filters",
        filters,
        "deleted",
        false,
        "active",
        random.nextInt(10) > 0,
        "ensure_experience_continuity",
        random.nextInt(8) == 0,
        "has_experiment",
        filters.get("multivariate") != null,
        "version",
        1 + random.nextInt(30));
  }

  private Map<String, @Nullable Object> filters(int index) {
    return switch (index % 8) {
      case 0, 1, 2 -> release(List.of(condition(List.of(person()))));
      case 3 -> experiment();
      case 4 -> release(List.of(condition(List.of(person(), cohort())), condition(List.of())));
      case 5 -> company();
      case 6 -> remoteConfiguration();
      default -> release(List.of(condition(List.of(prerequisite()))));
    };
  }

  private static Map<String, @Nullable Object> release(List<?> groups) {
    return object("groups", groups, "payloads", object(), "multivariate", null);
  }

  private Map<String, @Nullable Object> experiment() {
    List<Object> variants = new ArrayList<>();
    Map<String, @Nullable Object> payloads = new LinkedHashMap<>();
    int count = 2 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      String key = i == 0 ? "control" : "test-" + i;
      int share = i == 0 ? 100 - (count - 1) * (100 / count) : 100 / count;
      variants.add(object("key", key, "name", "Variant " + key, "rollout_percentage", share));
      payloads.put(key, "{\"layout\":\"" + key + "\",\"columns\":" + (2 + i) + "}");
    }
    return object(
        "groups",
        List.of(condition(List.of(person(), person()))),
        "payloads",
        payloads,
        "multivariate",
        object("variants", variants));
  }

  private Map<String, @Nullable Object> company() {
    Map<String, @Nullable Object> plan =
        object(
            "key", "plan",
            "type", "group",
            "value", List.of(pick(PLANS), "enterprise"),
            "operator", "exact",
            "group_type_index", 0);
    return object(
        "groups",
        List.of(condition(List.of(plan))),
        "payloads",
        object(),
        "multivariate",
        null,
        "aggregation_group_type_index",
        0);
  }

  private Map<String, @Nullable Object> remoteConfiguration() {
    String payload =
        "{\"timeout_ms\":" + (100 + random.nextInt(5000)) + ",\"title\":\"Grüße, 世界\"}";
    return object(
        "groups",
        List.of(condition(List.of())),
        "payloads",
        object("true", payload),
        "multivariate",
        null);
  }

  private Map<String, @Nullable Object> condition(List<?> properties) {
    return object(
        "variant", null, "properties", properties, "rollout_percentage", pick(PERCENTAGES));
  }

  private Map<String, @Nullable Object> person() {
    return switch (random.nextInt(4)) {
      case 0 -> property("email", "@customer-" + random.nextInt(500) + ".example", "icontains");
      case 1 -> property("$geoip_country_code", List.of(pick(COUNTRIES), "CH"), "exact");
      case 2 -> property("app_version", random.nextInt(9) + "\\.[0-9]+", "regex");
      default -> property("signed_up", "2025-0" + (1 + random.nextInt(9)) + "-15", "is_date_after");
    };
  }

  private static Map<String, @Nullable Object> property(String key, Object value, String operator) {
    return object("key", key, "type", "person", "value", value, "operator", operator);
  }

  private Map<String, @Nullable Object> cohort() {
    return object(
        "key", "id", "type", "cohort", "value", 1 + random.nextInt(COHORTS), "operator", "in");
  }

  private Map<String, @Nullable Object> prerequisite() {
    String required = pick(keys);
    return object(
        "key",
        required,
        "type",
        "flag",
        "value",
        true,
        "operator",
        "flag_evaluates_to",
        "dependency_chain",
        List.of(required));
  }

  private Map<String, @Nullable Object> cohorts() {
    Map<String, @Nullable Object> cohorts = new LinkedHashMap<>();
    for (int id = 1; id <= COHORTS; id++) {
      List<Object> members = new ArrayList<>(List.of(person(), person()));
      if (id > 1 && id % 3 == 0) {
        members.add(object("key", "id", "type", "cohort", "value", id - 1));
      }
      cohorts.put(
          String.valueOf(id),
          object("type", "OR", "values", List.of(object("type", "AND", "values", members))));
    }
    return cohorts;
  }

  private <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private static Map<String, @Nullable Object> object(@Nullable Object... members) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    for (int i = 0; i < members.length; i += 2) {
      object.put(String.valueOf(members[i]), members[i + 1]);
    }
    return object;
  }
}
