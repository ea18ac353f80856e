package io.flagcache.posthog;

import static io.flagcache.posthog.ScriptedApi.body;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.core.FlagDefinitionJson;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the API returns is what is served and handed over, to the last digit. */
class LosslessTest extends LoaderTestBase {

  @ParameterizedTest
  @MethodSource("fixtureNames")
  void realDocument(String name) {
    api.serve(fixture(name), "\"1\"");
    DefinitionLoader loader = built(shared());
    loader.poll();

    assertThat(loader.definitions()).contains(FlagDefinitionJson.parse(fixture(name)));
    assertThat(cache.received).containsExactly(FlagDefinitionJson.parse(fixture(name)));
  }

  @Test
  void unknownMembersAndIntegersAbove2To53() {
    api.serve(fixture("unknown-metadata.raw.json"), "\"1\"");
    DefinitionLoader loader = built(shared());
    loader.poll();

    assertThat(cache.received.get(0).document())
        .containsEntry("minimal_flag_called_events", true)
        .containsEntry("property_matching_version", 2)
        .extractingByKey("future_metadata")
        .isInstanceOfSatisfying(
            Map.class,
            metadata ->
                assertThat(metadata.get("large_integer")).isEqualTo(9_007_199_254_740_993L));
  }

  @Test
  void numbersKeepTheirDigits() {
    api.script(
        body(
            "{\"flags\":[],\"a\":0.10,\"b\":12.5,\"c\":123456789012345678901234567890,"
                + "\"d\":0.1234567890123456789,\"e\":1e2,\"f\":null,\"g\":\"\ud83e\udd94\"}"));
    DefinitionLoader loader = built(shared());
    loader.poll();

    assertThat(loader.definitions().orElseThrow().document())
        .containsEntry("a", new BigDecimal("0.10"))
        .containsEntry("b", new BigDecimal("12.5"))
        .containsEntry("c", new BigInteger("123456789012345678901234567890"))
        .containsEntry("d", new BigDecimal("0.1234567890123456789"))
        .containsEntry("e", new BigDecimal("1e2"))
        .containsEntry("f", null)
        .containsEntry("g", "\ud83e\udd94");
  }

  @Test
  void changeOfAnUnknownMemberAloneIsAChange() {
    api.script(
        body("{\"flags\":[],\"property_matching_version\":1}"),
        body("{\"flags\":[],\"property_matching_version\":2}"),
        body("{\"flags\":[]}"));
    DefinitionLoader loader = built(direct());

    assertThat(loader.poll().changed()).isTrue();
    assertThat(loader.poll().changed()).isTrue();
    assertThat(loader.poll().changed()).isTrue();
  }
}
