package io.flagcache.cli.url;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProviderUrlTest {

  @Test
  void addsWhatIsNotThere() {
    assertThat(new ProviderUrl("directory:/var/flags").with(Map.of("role", "reader")))
        .isEqualTo("directory:/var/flags?role=reader");
    assertThat(new ProviderUrl("redis://db?role=worker").with(Map.of("role", "reader")))
        .isEqualTo("redis://db?role=worker");
    assertThat(new ProviderUrl("JDBC:H2:mem:x").with(Map.of("role", "reader")))
        .isEqualTo("JDBC:H2:mem:x;flagcache.role=reader");
  }

  @Test
  void takesADriversParameterForNoneOfOurs() {
    ProviderUrl url = new ProviderUrl("jdbc:postgresql://db/app?role=admin");

    assertThat(url.sets("role")).isFalse();
    url.refuse(List.of("role"), "the rules set it");
  }

  @Test
  void refusesWhatTheCommandSets() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new ProviderUrl("jdbc:h2:mem:x;flagcache.role=reader")
                    .refuse(List.of("lease", "role"), "the rules set it"))
        .withMessage("Leave 'flagcache.role' out of --url; the rules set it");
  }

  @Test
  void showsNoCredential() {
    assertThat(new ProviderUrl("redis://:secret@db?password=secret")).hasToString("redis:…");
  }
}
