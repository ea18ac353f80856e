package io.flagcache.conformance.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.conformance.Capability;
import io.flagcache.conformance.FlagDefinitionCacheProviderConformance;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.WorkerSettings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestExecutionResult.Status;

/** What is used for the first time is slow, and that is no rule broken. */
class WarmUpTest {

  private static final List<String> STEPS = new CopyOnWriteArrayList<>();

  @Test
  void allIsUsedOnceBeforeTheFirstTest() {
    KitRun run = new KitRun();
    run.execute(
        StepsRun.class,
        Map.of(),
        test ->
            FilterResult.includedIf(
                test.isContainer() || test.getDisplayName().startsWith("F3 null")));

    assertThat(run.messages(Status.FAILED)).isEmpty();
    assertThat(STEPS)
        .startsWith("open 1", "worker of 1")
        .containsSubsequence("cut 1", "restore 1", "close 1", "open 2", "worker of 2", "close 2")
        .doesNotContain("cut 2");
  }

  static class StepsRun extends FlagDefinitionCacheProviderConformance {

    private static final AtomicInteger FIXTURES = new AtomicInteger();

    @Override
    protected ProviderFixture fixture() {
      int number = FIXTURES.incrementAndGet();
      STEPS.add("open " + number);
      ReferenceBackend backend = new ReferenceBackend();
      ReferenceFixture all = new ReferenceFixture(backend, ReferenceProvider::new);
      return new ProviderFixture() {
        @Override
        public ReferenceProvider newWorker(WorkerSettings settings) {
          STEPS.add("worker of " + number);
          return new ReferenceProvider(backend, settings);
        }

        @Override
        public void wipe() {
          backend.wipe();
        }

        @Override
        public void cutBackend() {
          STEPS.add("cut " + number);
          all.cutBackend();
        }

        @Override
        public void restoreBackend() {
          STEPS.add("restore " + number);
          all.restoreBackend();
        }

        @Override
        public void close() {
          STEPS.add("close " + number);
          all.close();
        }
      };
    }

    @Override
    protected Set<Capability> capabilities() {
      return Set.of(Capability.BACKEND_OUTAGE);
    }
  }
}
