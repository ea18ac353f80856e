package io.flagcache.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HazelcastUrlTest {

  @Test
  void clientsAddressIsTakenApart() {
    assertThat(HazelcastUrl.parse("hazelcast://prod@hz-1:5701,hz-2,[::1]:5703"))
        .isEqualTo(new HazelcastUrl(false, "prod", List.of("hz-1:5701", "hz-2", "[::1]:5703")))
        .hasToString("Hazelcast cluster prod at hz-1:5701,hz-2,[::1]:5703");
    assertThat(HazelcastUrl.parse("HAZELCAST://localhost/"))
        .isEqualTo(new HazelcastUrl(false, "dev", List.of("localhost")));
    assertThat(HazelcastUrl.parse("hazelcast:embedded").embedded()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hazelcast:prod | cannot be read",
        "hazelcast:// | cannot be read",
        "hazelcast://a b@host | cluster name",
        "hazelcast://@host | cluster name",
        "hazelcast://user:secret-1@host | a user and a password",
        "hazelcast://host:0 | port 0",
        "hazelcast://host:70000 | port 70000",
        "hazelcast://host:5701, | no host:port",
        "hazelcast://ho!st | no host:port",
        "hazelcast://host?map=x | has parameters"
      })
  void whatIsWrongIsNamedWithoutTheUrl(String url, String complaint) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HazelcastUrl.parse(url))
        .withMessageContaining(complaint)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret-1"));
  }
}
