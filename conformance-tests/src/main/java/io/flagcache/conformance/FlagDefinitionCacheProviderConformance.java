package io.flagcache.conformance;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.conformance.internal.ExpectedSkips;
import io.flagcache.conformance.internal.Timing;
import io.flagcache.conformance.internal.report.Reporter;
import io.flagcache.conformance.rule.Level;
import java.util.List;
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
 * Judges a provider by the rules of the contract. Extend it, say how to make workers over a shared
 * backend, and run it as any JUnit test:
 *
 * <pre>{@code
 * class MyProviderConformanceTest extends FlagDefinitionCacheProviderConformance {
 *
 *   @Override
 *   protected ProviderFixture fixture() {
 *     MyServer server = MyServer.shared();                  // slow to start: once for all tests
 *     return new ProviderFixture() {
 *       @Override
 *       public FlagDefinitionCacheProvider newWorker(WorkerSettings settings) {
 *         return MyProvider.builder(server.address())
 *             .serviceKey(settings.serviceKey())
 *             .lease(settings.lease())
 *             .entryTtl(settings.entryTtl())
 *             .timeout(settings.decisionDeadline())
 *             .build();
 *       }
 *
 *       @Override
 *       public void wipe() {
 *         server.deleteAll();
 *       }
 *
 *       @Override
 *       public void cutBackend() {                          // for BACKEND_OUTAGE
 *         server.disconnect();
 *       }
 *
 *       @Override
 *       public void restoreBackend() {
 *         server.reconnect();
 *       }
 *
 *       @Override
 *       public void close() {}
 *     };
 *   }
 *
 *   @Override
 *   protected Set<Capability> capabilities() {
 *     return Set.of(Capability.BACKEND_OUTAGE);
 *   }
 * }
 * }</pre>
 *
 * <p>The test class inherits a nested class for each chapter of the contract. Each test names its
 * rule first ({@code E1 of many that ask at once, one leads}); the rules are in {@link
 * ConformanceRules} and, with reasons, in {@code docs/contract.md}. A failure is one sentence: the
 * rule, and what the provider did; then it says what is usually wrong, and where to read on. The
 * kit sees nothing but the contract's four methods, so any provider can be judged, with or without
 * flagcache's engine.
 *
 * <p><b>Skips.</b> A test that needs a {@link Capability} which {@link #capabilities()} does not
 * claim is skipped, and says which. Begin with none, look at what is skipped, and add. Rules of
 * level {@link Level#SHOULD} can be waived; a {@link Level#MUST} cannot. {@link #expectedSkips()}
 * has any other skip fail.
 *
 * <p><b>Time.</b> Leases are 400 ms where a test waits for their end, and a minute elsewhere. What
 * is only too late is judged again with all times stretched by 3, and by 9 while the machine is
 * busy, and counts if it is too late each time. If the machine is always slow, or the backend
 * cannot measure such times, stretch all of them with {@code -Dflagcache.conformance.timescale=3}
 * or {@link #timescale()}.
 *
 * <p><b>Side by side.</b> Four tests run at the same time, unless JUnit's parallel execution is
 * configured otherwise or the class has {@code @Execution(SAME_THREAD)}; those that disturb others
 * run alone, see {@link ProviderFixture#disturbances()}.
 *
 * <p><b>Report.</b> When all tests of the class have run, {@code flagcache-conformance/<class>.txt}
 * in the build's directory ({@code target} or {@code build}) says for each rule how it was judged,
 * or why it was not; {@code flagcache-conformance.json} beside that directory has the same of all
 * classes, for programs. {@code -Dflagcache.conformance.report=DIRECTORY} has them written
 * elsewhere, {@code =off} not at all.
 *
 * <p>Runs under JUnit 5.10 and later and under JUnit 6, which every build of the kit tests. Each
 * test has a fixture and service keys of its own.
 */
@ExtendWith(ReportExtension.class)
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
public abstract class FlagDefinitionCacheProviderConformance {

  /** The system property that stretches all times: a number, 1 by default. */
  public static final String TIMESCALE = Timing.SETTING;

  /**
   * The system property that has other random documents made for P1: a whole number, 1 by default.
   */
  public static final String SEED = RandomDocuments.SEED;

  /**
   * The system property, or configuration parameter of JUnit, that names the directory for reports,
   * or is {@code off}.
   */
  public static final String REPORT = Reporter.SETTING;

  /** For the provider's test class. */
  protected FlagDefinitionCacheProviderConformance() {}

  /**
   * Makes the backend of one test; the kit closes it. Called before each test, and before the first
   * one of the class for a warm-up. Must leave alone what the fixtures of other tests use, which
   * may run at the same time.
   *
   * @return a new fixture
   * @throws Exception if it cannot be made
   */
  protected abstract ProviderFixture fixture() throws Exception;

  /**
   * What the provider has and the fixture can do. Everything else is skipped visibly.
   *
   * @return the capabilities; none by default
   */
  protected Set<Capability> capabilities() {
    return Set.of();
  }

  /**
   * Rules that the provider does not keep, and why. Their tests are skipped and show the reason.
   *
   * @return reasons by rule id; only rules of level {@link Level#SHOULD}. None by default
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
   * @return 1 or what the system property {@value #TIMESCALE} says, by default
   */
  protected double timescale() {
    return Timing.scaleSetting();
  }

  /**
   * More documents that are published and read back under rule P1, for example captured ones.
   *
   * @return the documents; none by default
   */
  protected List<FlagDefinitionCacheData> documents() {
    return List.of();
  }

  @Nested
  @Order(1)
  @DisplayName("Election")
  final class Election extends ElectionRules {
    Election() {
      super(FlagDefinitionCacheProviderConformance.this);
    }
  }

  @Nested
  @Order(2)
  @DisplayName("Publication")
  final class Publication extends PublicationRules {
    Publication() {
      super(FlagDefinitionCacheProviderConformance.this);
    }
  }

  @Nested
  @Order(3)
  @DisplayName("Entry")
  final class Entry extends EntryRules {
    Entry() {
      super(FlagDefinitionCacheProviderConformance.this);
    }
  }

  @Nested
  @Order(4)
  @DisplayName("Order of documents")
  final class OrderOfDocuments extends OrderRules {
    OrderOfDocuments() {
      super(FlagDefinitionCacheProviderConformance.this);
    }
  }

  @Nested
  @Order(5)
  @DisplayName("Outage")
  final class Outage extends OutageRules {
    Outage() {
      super(FlagDefinitionCacheProviderConformance.this);
    }
  }

  @Nested
  @Order(6)
  @DisplayName("Interruption")
  final class Interruption extends InterruptionRules {
    Interruption() {
      super(FlagDefinitionCacheProviderConformance.this);
    }
  }

  @Nested
  @Order(7)
  @DisplayName("Cold start")
  final class ColdStart extends ColdStartRules {
    ColdStart() {
      super(FlagDefinitionCacheProviderConformance.this);
    }
  }

  @Nested
  @Order(8)
  @DisplayName("Hostile store")
  final class HostileStore extends HostileStoreRules {
    HostileStore() {
      super(FlagDefinitionCacheProviderConformance.this);
    }
  }

  @Nested
  @Order(9)
  @DisplayName("Upgrade")
  final class Upgrade extends UpgradeRules {
    Upgrade() {
      super(FlagDefinitionCacheProviderConformance.this);
    }
  }

  @Nested
  @Order(10)
  @DisplayName("Isolation")
  final class Isolation extends IsolationRules {
    Isolation() {
      super(FlagDefinitionCacheProviderConformance.this);
    }
  }

  @Nested
  @Order(11)
  @DisplayName("Cost")
  final class Cost extends CostRules {
    Cost() {
      super(FlagDefinitionCacheProviderConformance.this);
    }
  }
}
