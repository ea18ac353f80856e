package io.flagcache.example.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.FlagDefinitionCacheProviders;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Whoever depends on our modules, as this module does, gets no Micrometer, and needs none. */
final class WithoutMicrometerTest {
  @Test
  void aProviderWorksWithoutMicrometer() throws Exception {
    assertThatThrownBy(() -> Class.forName("io.micrometer.core.instrument.MeterRegistry"))
        .isInstanceOf(ClassNotFoundException.class);

    FlagDefinitionCacheProvider provider =
        FlagDefinitionCacheProviders.create("memory:without-micrometer?decisionDeadline=9900ms");
    assertThat(provider.shouldFetchFlagDefinitions().toCompletableFuture().get(1, TimeUnit.MINUTES))
        .isTrue();
    provider.shutdown().toCompletableFuture().get(1, TimeUnit.MINUTES);
  }
}
