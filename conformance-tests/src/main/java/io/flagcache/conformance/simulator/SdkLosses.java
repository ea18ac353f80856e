package io.flagcache.conformance.simulator;

import io.flagcache.FlagDefinitionCacheData;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What is left of the API's document when an SDK hands it over. */
final class SdkLosses {

  private static final Set<String> FLAG =
      Set.of("id", "name", "key", "version", "active", "ensure_experience_continuity", "filters");
  private static final Set<String> FILTERS =
      Set.of("groups", "multivariate", "payloads", "aggregation_group_type_index");
  private static final Set<String> PROPERTY =
      Set.of("key", "type", "operator", "value", "negation", "dependency_chain");
  private static final Set<String> VARIANT = Set.of("key", "rollout_percentage");
  private static final String UNKNOWN_OPERATOR = "not_in";
  private static final String PERCENTAGE = "rollout_percentage";

  private SdkLosses() {}

  static FlagDefinitionCacheData of(SdkProfile profile, FlagDefinitionCacheData served) {
    Map<String, @Nullable Object> document = new LinkedHashMap<>(served.document());
    document.keySet().retainAll(profile.members());
    if (profile.has(SdkTrait.PARSES_INTO_A_MODEL)) {
      in(document, "flags", SdkLosses::parsedFlag);
    }
    FlagDefinitionCacheData left = FlagDefinitionCacheData.of(document);
    return profile.has(SdkTrait.WRITES_WHOLE_FRACTIONS_AS_INTEGERS)
        ? FlagDefinitionCacheData.of(withoutFractions(left.document()))
        : left;
  }

  private static Map<String, @Nullable Object> parsedFlag(Map<String, @Nullable Object> flag) {
    flag.keySet().retainAll(FLAG);
    if (flag.get("filters") instanceof Map<?, ?> filters) {
      Map<String, @Nullable Object> parsed = copy(filters);
      parsed.keySet().retainAll(FILTERS);
      in(parsed, "groups", SdkLosses::parsedGroup);
      if (parsed.get("multivariate") instanceof Map<?, ?> multivariate) {
        Map<String, @Nullable Object> variants = copy(multivariate);
        in(variants, "variants", SdkLosses::parsedVariant);
        parsed.put("multivariate", variants);
      }
      flag.put("filters", parsed);
    }
    return flag;
  }

  private static Map<String, @Nullable Object> parsedGroup(Map<String, @Nullable Object> group) {
    in(group, "properties", SdkLosses::parsedProperty);
    return withDoublePercentage(group);
  }

  private static Map<String, @Nullable Object> parsedVariant(
      Map<String, @Nullable Object> variant) {
    variant.keySet().retainAll(VARIANT);
    return withDoublePercentage(variant);
  }

  private static Map<String, @Nullable Object> withDoublePercentage(
      Map<String, @Nullable Object> object) {
    object.computeIfPresent(PERCENTAGE, (name, value) -> ((Number) value).doubleValue());
    return object;
  }

  private static Map<String, @Nullable Object> parsedProperty(
      Map<String, @Nullable Object> property) {
    property.keySet().retainAll(PROPERTY);
    if (UNKNOWN_OPERATOR.equals(property.get("operator"))) {
      property.put("operator", "unknown");
    }
    if (property.get("value") instanceof Number value) {
      property.put("value", value.toString());
    }
    return property;
  }

  /** Parses each object of a list that is a member of an object. */
  private static void in(
      Map<String, @Nullable Object> object,
      String list,
      UnaryOperator<Map<String, @Nullable Object>> parsed) {
    if (object.get(list) instanceof List<?> elements) {
      object.put(
          list, elements.stream().map(element -> parsed.apply(copy((Map<?, ?>) element))).toList());
    }
  }

  private static Map<String, @Nullable Object> copy(Map<?, ?> object) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    object.forEach((name, value) -> copy.put((String) name, value));
    return copy;
  }

  private static Map<String, @Nullable Object> withoutFractions(Map<?, ?> object) {
    Map<String, @Nullable Object> copy = copy(object);
    copy.replaceAll((name, value) -> withoutFraction(value));
    return copy;
  }

  private static @Nullable Object withoutFraction(@Nullable Object value) {
    if (value instanceof Map<?, ?> object) {
      return withoutFractions(object);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(SdkLosses::withoutFraction).toList();
    }
    if (value instanceof BigDecimal number && number.stripTrailingZeros().scale() <= 0) {
      return number.toBigInteger();
    }
    return value;
  }
}
