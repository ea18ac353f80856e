package io.flagcache.posthog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.core.memory.InMemoryBackend;
import io.flagcache.core.memory.InMemoryFlagCache;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Wrong settings are refused with the setting, the value and the fix. */
class FetchingBuilderTest extends LoaderTestBase {

  private void refused(UnaryOperator<FetchingProvider.Builder> change, String... parts) {
    assertThatThrownBy(() -> built(change.apply(fetching())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(parts)
        .hasMessageNotContaining("topSecret");
  }

  @Test
  void cacheIsRequired() {
    assertThatThrownBy(
            () -> FetchingProvider.builder().projectToken("phc_x").secretKey(KEY).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cache is missing; set the provider of a backend");
  }

  @Test
  void deadlinesAreBelowTheSdks() {
    refused(b -> b.decisionDeadline(Duration.ZERO), "decisionDeadline is PT0S", "PT10S");
    refused(b -> b.decisionDeadline(Duration.ofSeconds(10)), "decisionDeadline is PT10S");
    refused(b -> b.transferDeadline(Duration.ofSeconds(-1)), "transferDeadline is PT-1S");
    refused(b -> b.transferDeadline(Duration.ofMinutes(1)), "transferDeadline is PT1M");
  }

  @Test
  void settingsOfTheLoaderAreCheckedAsThere() {
    refused(b -> b.pollInterval(Duration.ZERO), "pollInterval is PT0S");
    refused(b -> b.requestTimeout(Duration.ZERO), "requestTimeout is PT0S");
    refused(b -> b.maxDocumentBytes(1), "maxDocumentBytes is 1");
    refused(b -> b.secretKey(""), "secretKey is missing");
    refused(b -> b.projectToken(KEY), "projectToken is a secret key");
  }

  @Test
  void pollIntervalIsThatOfTheCacheUnlessItIsSet() {
    FlagDefinitionCacheProvider engine =
        InMemoryFlagCache.builder(new InMemoryBackend())
            .pollInterval(Duration.ofSeconds(7))
            .build();

    assertThat(fetching().pollInterval()).isEqualTo(Duration.ofSeconds(30));
    assertThat(fetching().cache(engine).pollInterval()).isEqualTo(Duration.ofSeconds(7));
    assertThat(fetching().cache(engine).pollInterval(Duration.ofSeconds(8)).pollInterval())
        .isEqualTo(Duration.ofSeconds(8));
  }

  @Test
  void nameShowsNoCredential() {
    assertThat(built(fetching())).hasToString("FetchingProvider[" + api.uri() + "]");
  }
}
