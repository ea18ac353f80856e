package io.flagcache.kitsupport;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.conformance.FlagDefinitionCacheProviderConformance;
import io.flagcache.testservers.Patience;
import org.junit.jupiter.api.Test;

/** One setting stretches the times of the kit and of the tests beside it. */
class TimescaleTest {

  @Test
  void theServersForTestsKnowTheSettingOfTheKit() {
    assertThat(Patience.TIMESCALE).isEqualTo(FlagDefinitionCacheProviderConformance.TIMESCALE);
  }
}
