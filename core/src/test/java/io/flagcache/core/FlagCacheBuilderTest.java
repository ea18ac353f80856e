package io.flagcache.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagcache.core.memory.InMemoryBackend;
import io.flagcache.core.memory.InMemoryFlagCache;
import io.flagcache.core.store.FlagCacheStore;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlagCacheBuilderTest {

  private static FlagCacheSettings settings(Consumer<InMemoryFlagCache.Builder> change) {
    InMemoryFlagCache.Builder builder = InMemoryFlagCache.builder(new InMemoryBackend());
    change.accept(builder);
    return ((FlagCacheBuilder<?>) builder).settings();
  }

  private static void refused(Consumer<InMemoryFlagCache.Builder> change, String... parts) {
    assertThatThrownBy(() -> settings(change))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .contains(parts);
  }

  @Test
  void aLibraryOfAnotherVersionIsNamedWithTheFix() {
    final class OfOldClient extends FlagCacheBuilder<OfOldClient> {
      @Override
      protected FlagCacheStore openStore(FlagCacheSettings settings) {
        throw new NoSuchMethodError("Client.setNewOption");
      }
    }

    assertThatThrownBy(new OfOldClient()::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("Client.setNewOption", "docs/operations.md")
        .hasCauseInstanceOf(NoSuchMethodError.class);
  }

  @Test
  void theDefaultsFitTheSdks() {
    assertThat(settings(builder -> {}))
        .isEqualTo(
            new FlagCacheSettings(
                "default",
                Duration.ofSeconds(30),
                Duration.ofSeconds(90),
                Duration.ofHours(24),
                Duration.ofSeconds(2),
                Duration.ofSeconds(8),
                OutagePolicy.FETCH,
                Duration.ofMinutes(10),
                Role.WORKER,
                16 * 1024 * 1024));
  }

  @Test
  void theLeaseFollowsThePollInterval() {
    assertThat(settings(builder -> builder.pollInterval(Duration.ofSeconds(10))).lease())
        .isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void aLeaseNotLongerThanThePollIntervalIsRefused() {
    refused(
        builder -> builder.lease(Duration.ofSeconds(30)),
        "lease is PT30S",
        "longer than the pollInterval, which is PT30S");
  }

  @Test
  void everyDurationIsChecked() {
    Duration negative = Duration.ofSeconds(-1);
    refused(builder -> builder.pollInterval(negative), "pollInterval is PT-1S");
    refused(builder -> builder.lease(negative), "lease is PT-1S");
    refused(builder -> builder.entryTtl(negative), "entryTtl is PT-1S");
    refused(builder -> builder.decisionDeadline(Duration.ZERO), "decisionDeadline is PT0S");
    refused(builder -> builder.transferDeadline(Duration.ofSeconds(10)), "less than PT10S");
    refused(builder -> builder.holdLimit(negative), "holdLimit is PT-1S");
    refused(
        builder -> builder.pollInterval(Duration.ofSeconds(Long.MAX_VALUE)), "pollInterval is PT");
  }

  @Test
  void anEntryThatDiesBeforeTheLeaseIsRefused() {
    refused(builder -> builder.entryTtl(Duration.ofSeconds(60)), "entryTtl is PT1M", "PT1M30S");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "kéy", "a/b", "x\ny"})
  void anOddServiceKeyIsRefusedWithoutBeingShown(String key) {
    refused(builder -> builder.serviceKey(key), "serviceKey is a text of", "letters, digits");
  }

  @Test
  void theDocumentLimitIsChecked() {
    refused(builder -> builder.maxDocumentBytes(-1), "maxDocumentBytes is -1", "1024");
  }
}
