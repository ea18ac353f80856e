package io.flagcache.conformance.store;

import io.flagcache.conformance.internal.Timing;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Judges the store of a backend, below flagcache's engine, by the rules of its primitives. Extend
 * it, say how to open stores over a shared backend, and run it as any JUnit test:
 *
 * <pre>{@code
 * class MyStoreConformanceTest extends FlagCacheStoreConformance {
 *
 *   @Override
 *   protected StoreFixture fixture() {
 *     MyServer server = MyServer.shared();                  // slow to start: once for all tests
 *     return new StoreFixture() {
 *       @Override
 *       public FlagCacheStore newStore(FlagCacheSettings settings) {
 *         return new MyStore(server.client(), settings.serviceKey());
 *       }
 *
 *       @Override
 *       public void wipe() {
 *         server.deleteAll();
 *       }
 *
 *       @Override
 *       public void close() {}
 *     };
 *   }
 *
 *   @Override
 *   protected Set<StoreCapability> capabilities() {
 *     return Set.of(StoreCapability.LAST_LEASE, StoreCapability.STORED_STAMP);
 *   }
 * }
 * }</pre>
 *
 * <p>Each test names its rule first; the rules are in {@link StoreRules} and, with reasons, in
 * {@code docs/contract.md}. A failure is one sentence: the rule, and which primitive did what. A
 * store that keeps these rules gives a provider that keeps those of the contract; see that with the
 * other half of the kit, {@link io.flagcache.conformance.FlagDefinitionCacheProviderConformance},
 * which also sees the client's threads, the URL and the settings.
 *
 * <p><b>Races</b> do not depend on luck: under {@link StoreCapability#RACE_HOOK} a second store
 * steps in between the check and the write of the first.
 *
 * <p><b>Time</b>, and tests <b>side by side</b>, as in the other half. The kit waits for leases and
 * entries of 100 to 500 ms.
 *
 * <p><b>Report.</b> As that of the other half, in the same place.
 *
 * <p>Runs under JUnit 5.10 and later and under JUnit 6. Each test has a fixture and a service key
 * of its own.
 */
@ExtendWith(StoreReportExtension.class)
public abstract class FlagCacheStoreConformance extends EpochRules {

  /** For the store's test class. */
  protected FlagCacheStoreConformance() {}

  /**
   * Makes the backend of one test; the kit closes it. Called before each test.
   *
   * @return a new fixture
   * @throws Exception if it cannot be made
   */
  @Override
  protected abstract StoreFixture fixture() throws Exception;

  /**
   * What the store keeps and the fixture can do. Everything else is skipped visibly.
   *
   * @return the capabilities; none by default
   */
  @Override
  protected Set<StoreCapability> capabilities() {
    return Set.of();
  }

  /**
   * Rules that the store does not keep, and why. Their tests are skipped and show the reason.
   *
   * @return reasons by rule id; only rules of level SHOULD. None by default
   */
  @Override
  protected Map<String, String> waivers() {
    return Map.of();
  }

  /**
   * Stretches all times of the tests.
   *
   * @return 1 or what the system property {@value Timing#SETTING} says, by default
   */
  @Override
  protected double timescale() {
    return Timing.scaleSetting();
  }
}
