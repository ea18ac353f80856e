package io.flagcache.conformance.store;

import io.flagcache.conformance.internal.ExpectedSkips;
import io.flagcache.conformance.internal.Timing;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestClassOrder;
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
 * <p>The test class inherits a nested class for each chapter of the rules. Each test names its rule
 * first; the rules are in {@link StoreRules} and, with reasons, in {@code docs/contract.md}. A
 * failure is one sentence: the rule, and which primitive did what. A store that keeps these rules
 * gives a provider that keeps those of the contract; see that with the other half of the kit,
 * {@link io.flagcache.conformance.FlagDefinitionCacheProviderConformance}, which also sees the
 * client's threads, the URL and the settings.
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
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
public abstract class FlagCacheStoreConformance {

  /** For the store's test class. */
  protected FlagCacheStoreConformance() {}

  /**
   * Makes the backend of one test; the kit closes it. Called before each test, and before the first
   * one of the class for a warm-up. Must leave alone what the fixtures of other tests use, which
   * may run at the same time.
   *
   * @return a new fixture
   * @throws Exception if it cannot be made
   */
  protected abstract StoreFixture fixture() throws Exception;

  /**
   * What the store keeps and the fixture can do. Everything else is skipped visibly.
   *
   * @return the capabilities; none by default
   */
  protected Set<StoreCapability> capabilities() {
    return Set.of();
  }

  /**
   * Rules that the store does not keep, and why. Their tests are skipped and show the reason.
   *
   * @return reasons by rule id; only rules of level SHOULD. None by default
   */
  protected Map<String, String> waivers() {
    return Map.of();
  }

  /**
   * Rules that may be skipped, also in part, for want of a capability or of a machine with time.
   * Any other that is skipped, and not waived, fails and says why: so that nobody loses a verdict
   * unnoticed.
   *
   * @return ids of rules; any may be skipped if empty. By default what the system property {@value
   *     ExpectedSkips#SETTING} says: ids, separated by commas, or {@code none}
   */
  protected Optional<Set<String>> expectedSkips() {
    return ExpectedSkips.setting();
  }

  /**
   * Stretches all times of the tests.
   *
   * @return 1 or what the system property {@value Timing#SETTING} says, by default
   */
  protected double timescale() {
    return Timing.scaleSetting();
  }

  @Nested
  @Order(1)
  @DisplayName("Leases")
  final class Leases extends LeaseRules {
    Leases() {
      super(FlagCacheStoreConformance.this);
    }
  }

  @Nested
  @Order(2)
  @DisplayName("Writes")
  final class Writes extends WriteRules {
    Writes() {
      super(FlagCacheStoreConformance.this);
    }
  }

  @Nested
  @Order(3)
  @DisplayName("Reads")
  final class Reads extends ReadRules {
    Reads() {
      super(FlagCacheStoreConformance.this);
    }
  }

  @Nested
  @Order(4)
  @DisplayName("Faults")
  final class Faults extends FaultRules {
    Faults() {
      super(FlagCacheStoreConformance.this);
    }
  }

  @Nested
  @Order(5)
  @DisplayName("Inspection")
  final class Inspection extends InspectionRules {
    Inspection() {
      super(FlagCacheStoreConformance.this);
    }
  }

  @Nested
  @Order(6)
  @DisplayName("Revocation")
  final class Revocation extends RevocationRules {
    Revocation() {
      super(FlagCacheStoreConformance.this);
    }
  }

  @Nested
  @Order(7)
  @DisplayName("Epochs")
  final class Epochs extends EpochRules {
    Epochs() {
      super(FlagCacheStoreConformance.this);
    }
  }

  @Nested
  @Order(8)
  @DisplayName("Damage")
  final class Damage extends DamageRules {
    Damage() {
      super(FlagCacheStoreConformance.this);
    }
  }
}
