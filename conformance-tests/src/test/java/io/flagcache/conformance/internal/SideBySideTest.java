package io.flagcache.conformance.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.conformance.FlagDefinitionCacheProviderConformance;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.WorkerSettings;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The rules run at the same time without any configuration, and one after the other if told so. */
class SideBySideTest {

  private static final String PARALLEL = "junit.jupiter.execution.parallel.enabled";
  private static final Map<String, FlagDefinitionCacheData> STORED = new ConcurrentHashMap<>();
  private static final AtomicInteger FIXTURES = new AtomicInteger();
  private static final AtomicInteger USED = new AtomicInteger();
  private static final AtomicInteger MOST = new AtomicInteger();

  @BeforeEach
  void reset() {
    FIXTURES.set(0);
    USED.set(0);
    MOST.set(0);
  }

  @Test
  void rulesRunAtTheSameTimeByDefault() {
    run(WaitsForAnotherRun.class, Map.of());

    assertThat(MOST.get()).isBetween(2, 4);
    assertThat(System.getProperty(PARALLEL)).as("afterwards").isNull();
  }

  @Test
  void whoeverConfiguresJUnitHasTheSay() {
    run(CountingRun.class, Map.of(PARALLEL, "false"));

    assertThat(MOST).hasValue(1);
  }

  @Test
  void aClassCanHaveItsRulesRunOneAfterTheOther() {
    run(OneAfterTheOtherRun.class, Map.of());

    assertThat(MOST).hasValue(1);
  }

  @Test
  void rulesOfFixturesThatDisturbEachOtherRunOneAfterTheOther() {
    run(FlushingRun.class, Map.of());

    assertThat(MOST).hasValue(1);
  }

  private static void run(Class<?> testClass, Map<String, String> parameters) {
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(testClass))
                .filters((PostDiscoveryFilter) SideBySideTest::isQuick)
                .configurationParameter(FlagDefinitionCacheProviderConformance.REPORT, "off")
                .configurationParameters(parameters)
                .build());
  }

  private static FilterResult isQuick(TestDescriptor test) {
    return FilterResult.includedIf(
        test.isContainer() || test.getDisplayName().matches("(E1|E3 all|E5|E8) .*"));
  }

  /** Has workers that are no good, and counts the fixtures that have some at the same time. */
  static class CountingRun extends FlagDefinitionCacheProviderConformance {

    @Override
    protected ProviderFixture fixture() {
      return new CountingFixture(FIXTURES.incrementAndGet());
    }
  }

  private static class CountingFixture implements ProviderFixture {

    private final int number;
    private boolean isUsed;

    CountingFixture(int number) {
      this.number = number;
    }

    @Override
    public synchronized FlagDefinitionCacheProvider newWorker(WorkerSettings settings) {
      if (!isUsed) {
        isUsed = true;
        MOST.accumulateAndGet(USED.incrementAndGet(), Math::max);
        used(number);
      }
      return new StoringProvider(settings.serviceKey());
    }

    void used(int number) {}

    @Override
    public void wipe() {}

    @Override
    public synchronized void close() {
      if (isUsed) {
        USED.decrementAndGet();
      }
    }
  }

  /** Lets everyone fetch. */
  private record StoringProvider(String key) implements FlagDefinitionCacheProvider {

    @Override
    public CompletionStage<Boolean> shouldFetchFlagDefinitions() {
      return CompletableFuture.completedFuture(true);
    }

    @Override
    public CompletionStage<Optional<FlagDefinitionCacheData>> getFlagDefinitions() {
      return CompletableFuture.completedFuture(Optional.ofNullable(STORED.get(key)));
    }

    @Override
    public CompletionStage<Void> onFlagDefinitionsReceived(FlagDefinitionCacheData data) {
      STORED.put(key, data);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> shutdown() {
      return CompletableFuture.completedFuture(null);
    }
  }

  static class WaitsForAnotherRun extends CountingRun {

    private static final CountDownLatch TWO = new CountDownLatch(2);

    @Override
    protected ProviderFixture fixture() {
      return new CountingFixture(FIXTURES.incrementAndGet()) {
        @Override
        void used(int number) {
          if (number > 2) { // The first two are those of the warm-up.
            TWO.countDown();
            assertThatNoException().isThrownBy(() -> TWO.await(1, TimeUnit.MINUTES));
          }
        }
      };
    }
  }

  static class FlushingRun extends CountingRun {
    @Override
    protected ProviderFixture fixture() {
      STORED.clear();
      return super.fixture();
    }
  }

  @Execution(ExecutionMode.SAME_THREAD)
  static class OneAfterTheOtherRun extends CountingRun {}
}
