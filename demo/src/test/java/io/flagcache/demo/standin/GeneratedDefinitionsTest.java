package io.flagcache.demo.standin;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.FlagDefinitionJson;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GeneratedDefinitionsTest {

  private static final int MANY = 600;

  private final FlagDefinitionCacheData definitions = GeneratedDefinitions.of(MANY, 1);

  @Test
  void isTheSameForTheSameSeedOnly() {
    assertThat(FlagDefinitionJson.write(GeneratedDefinitions.of(MANY, 1)))
        .isEqualTo(FlagDefinitionJson.write(definitions));
    assertThat(GeneratedDefinitions.of(MANY, 2)).isNotEqualTo(definitions);
  }

  @Test
  void hasAsManyFlagsAsWantedWithKeysAndIdsOfTheirOwn() {
    assertThat(definitions.flags()).hasSize(MANY);
    assertThat(definitions.flags()).extracting(flag -> flag.get("key")).doesNotHaveDuplicates();
    assertThat(definitions.flags()).extracting(flag -> flag.get("id")).doesNotHaveDuplicates();
  }

  @Test
  void survivesJsonUnchanged() {
    assertThat(FlagDefinitionJson.parse(FlagDefinitionJson.write(definitions)))
        .isEqualTo(definitions);
  }

  @Test
  void hasAllThatRealDocumentsHave() {
    assertThat(definitions.groupTypeMapping()).containsEntry("0", "company");
    assertThat(definitions.cohorts()).isNotEmpty();
    assertThat(definitions.document())
        .containsEntry("minimal_flag_called_events", true)
        .containsEntry("property_matching_version", 2);
    assertThat(definitions.flags())
        .anySatisfy(
            flag -> assertThat(filters(flag).get("aggregation_group_type_index")).isEqualTo(0))
        .anySatisfy(flag -> assertThat(map(filters(flag).get("payloads"))).isNotEmpty())
        .anySatisfy(flag -> assertThat(flag).containsEntry("active", false))
        .anySatisfy(flag -> assertThat(flag).containsEntry("active", true));
  }

  @Test
  void variantsShareAllUsers() {
    List<Map<?, ?>> experiments =
        definitions.flags().stream()
            .map(flag -> filters(flag).get("multivariate"))
            .filter(Map.class::isInstance)
            .<Map<?, ?>>map(GeneratedDefinitionsTest::map)
            .toList();

    assertThat(experiments).hasSizeGreaterThan(MANY / 20);
    for (Map<?, ?> experiment : experiments) {
      assertThat(
              list(experiment.get("variants")).stream()
                  .mapToInt(variant -> number(map(variant).get("rollout_percentage")))
                  .sum())
          .isEqualTo(100);
    }
  }

  @Test
  void refersToCohortsAndEarlierFlagsThatExist() {
    Set<Object> seen = new HashSet<>();
    List<Object> kinds = new ArrayList<>();
    for (Map<String, @Nullable Object> flag : definitions.flags()) {
      for (Object group : list(filters(flag).get("groups"))) {
        for (Object property : list(map(group).get("properties"))) {
          Object kind = map(property).get("type");
          kinds.add(kind);
          if ("cohort".equals(kind)) {
            assertThat(definitions.cohorts())
                .containsKey(String.valueOf(map(property).get("value")));
          } else if ("flag".equals(kind)) {
            assertThat(seen).contains(map(property).get("key"));
          }
        }
      }
      seen.add(flag.get("key"));
    }
    assertThat(kinds).contains("person", "group", "cohort", "flag");
  }

  private static Map<?, ?> filters(Map<String, @Nullable Object> flag) {
    return map(flag.get("filters"));
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return (Map<?, ?>) Objects.requireNonNull(value);
  }

  private static List<?> list(@Nullable Object value) {
    return (List<?>) Objects.requireNonNull(value);
  }

  private static int number(@Nullable Object value) {
    return (int) Objects.requireNonNull(value);
  }
}
