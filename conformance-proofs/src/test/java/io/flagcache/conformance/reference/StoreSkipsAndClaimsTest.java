package io.flagcache.conformance.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.conformance.internal.TestTime;
import io.flagcache.conformance.rule.ConformanceRule;
import io.flagcache.conformance.store.FlagCacheStoreConformance;
import io.flagcache.conformance.store.StoreCapability;
import io.flagcache.conformance.store.StoreFixture;
import io.flagcache.conformance.store.StoreRules;
import io.flagcache.core.FlagCacheSettings;
import io.flagcache.core.store.FlagCacheStore;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult.Status;

/** What is not judged of a store is shown, and what is claimed must be there. */
class StoreSkipsAndClaimsTest {

  @Test
  void whatIsNotClaimedIsSkippedAndSaysSo() {
    KitRun run = KitRun.of(ClaimsNothingRun.class, Map.of());
    assertThat(run.messages(Status.FAILED)).isEmpty();
    for (ConformanceRule<StoreCapability> rule : StoreRules.all()) {
      for (StoreCapability capability : rule.capabilities()) {
        assertThat(run.messages(Status.ABORTED))
            .as(rule.id() + " " + capability)
            .anySatisfy(
                (test, message) ->
                    assertThat(message)
                        .contains(rule.id() + " needs a capability that is not claimed")
                        .contains(capability.name()));
      }
    }
  }

  @Test
  void aWaivedShouldIsSkippedWithItsReason() {
    KitRun run = KitRun.of(WaivesShouldRun.class, Map.of());
    assertThat(run.messages(Status.FAILED)).isEmpty();
    assertThat(run.messages(Status.ABORTED))
        .hasEntrySatisfying(
            "S12 s12WhoKnowsTheEntryIsToldSo",
            message -> assertThat(message).contains("S12 is waived: documents are small"));
  }

  @Test
  void aHookThatDoesNotRunFails() {
    KitRun run = KitRun.of(HookNeverRunsRun.class, Map.of());
    assertThat(run.messages(Status.FAILED))
        .isNotEmpty()
        .allSatisfy(
            (test, message) ->
                assertThat(message)
                    .contains("did not run the action of beforeNextWrite(Runnable)"));
  }

  @Test
  void aCapabilityThatIsClaimedMustBeImplemented() {
    KitRun run = KitRun.of(ClaimsTooMuchRun.class, Map.of());
    assertThat(run.messages(Status.FAILED))
        .isNotEmpty()
        .allSatisfy(
            (test, message) ->
                assertThat(message)
                    .contains(
                        "The capability LOST_REPLY is claimed, but the fixture does not implement"
                            + " loseNextReply()"));
  }

  static class ClaimsNothingRun extends FlagCacheStoreConformance {
    @Override
    protected StoreFixture fixture() {
      return new ReferenceStoreFixture(new ReferenceBackend(), ReferenceStore::new, TestTime.REAL);
    }
  }

  static class WaivesShouldRun extends ClaimsNothingRun {
    @Override
    protected Map<String, String> waivers() {
      return Map.of("S12", "documents are small");
    }
  }

  /** Can do nothing but the least. */
  private static class BareFixture implements StoreFixture {
    private final ReferenceBackend backend = new ReferenceBackend();

    @Override
    public FlagCacheStore newStore(FlagCacheSettings settings) {
      return new ReferenceStore(backend, settings.serviceKey());
    }

    @Override
    public void wipe() {
      backend.wipe();
    }

    @Override
    public void close() {}
  }

  static class ClaimsTooMuchRun extends FlagCacheStoreConformance {
    @Override
    protected StoreFixture fixture() {
      return new BareFixture();
    }

    @Override
    protected Set<StoreCapability> capabilities() {
      return Set.of(StoreCapability.LOST_REPLY);
    }
  }

  static class HookNeverRunsRun extends FlagCacheStoreConformance {
    @Override
    protected StoreFixture fixture() {
      return new BareFixture() {
        @Override
        public void beforeNextWrite(Runnable action) {}
      };
    }

    @Override
    protected Set<StoreCapability> capabilities() {
      return Set.of(StoreCapability.RACE_HOOK);
    }
  }
}
