package io.flagcache.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.conformance.internal.JsonText;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RandomDocumentsTest {

  private static List<FlagDefinitionCacheData> documents(long seed) {
    RandomDocuments documents = new RandomDocuments(seed);
    return Stream.generate(documents::next).limit(20).toList();
  }

  @Test
  void aSeedMakesTheSameDocumentsEachTime() {
    assertThat(documents(1)).isEqualTo(documents(1)).isNotEqualTo(documents(2));
  }

  @Test
  void whatIsHardToKeepIsAmongThem() {
    assertThat(documents(1).stream().map(document -> JsonText.of(document.document())))
        .anyMatch(text -> text.contains("\"AaBB\":") && text.contains("\"BBBB\":"))
        .anyMatch(text -> text.contains("\"\":"))
        .anyMatch(text -> text.contains("{}"))
        .anyMatch(text -> text.contains("18446744073709551615"));
  }

  @Test
  void theSmallestPartIsFoundThatShowsTheSame() {
    FlagDefinitionCacheData large =
        FlagDefinitionCacheData.of(
            Map.of(
                "flags",
                List.of(Map.of("a", 1), Map.of("b", List.of(2, 3, "lost", 4, 5))),
                "cohorts",
                Map.of("98", Map.of("values", List.of(1, 2)))));

    FlagDefinitionCacheData smallest =
        SmallerDocuments.smallest(
            large, document -> JsonText.of(document.document()).contains("lost"));

    assertThat(JsonText.of(smallest.document())).isEqualTo("{\"flags\":[\"lost\"]}");
  }
}
