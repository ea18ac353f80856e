package io.flagcache.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flagcache.conformance.internal.JsonText;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DamageTest {

  private static final byte[] DOCUMENT =
      JsonText.of(Documents.named("v1").document()).getBytes(UTF_8);

  @ParameterizedTest
  @EnumSource
  void nothingIsLeftAsItIs(Damage damage) {
    byte[] binary = new byte[100];

    assertThat(damage.of(DOCUMENT)).isNotEqualTo(DOCUMENT);
    assertThat(damage.of(binary)).isNotEqualTo(binary);
  }

  @Test
  void oneBitInATextLeavesFlagDefinitions() throws IOException {
    JsonNode damaged = new ObjectMapper().readTree(Damage.ONE_BIT.of(DOCUMENT));

    assertThat(damaged.at("/flags/0/key").asText()).isEqualTo("w1");
  }

  @Test
  void aMissingMemberLeavesFlagDefinitions() throws IOException {
    JsonNode damaged = new ObjectMapper().readTree(Damage.SHORTENED.of(DOCUMENT));

    assertThat(damaged.at("/flags/0/key").asText()).isEqualTo("v1");
    assertThat(damaged.has("cohorts")).isFalse();
  }
}
