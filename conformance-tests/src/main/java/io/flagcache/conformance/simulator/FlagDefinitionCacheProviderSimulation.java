package io.flagcache.conformance.simulator;

import io.flagcache.conformance.Capability;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.history.Ages;
import io.flagcache.conformance.rule.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestClassOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Judges a provider by what becomes of a fleet of simulated workers. Extend it with the fixture of
 * your {@link io.flagcache.conformance.FlagDefinitionCacheProviderConformance} test, which comes
 * first: it says what is wrong, this says what follows from it.
 *
 * <pre>{@code
 * class MyProviderSimulationTest extends FlagDefinitionCacheProviderSimulation {
 *
 *   @Override
 *   protected ProviderFixture fixture() {
 *     return new MyFixture();
 *   }
 * }
 * }</pre>
 *
 * <p>Each test runs one of the {@link Scenarios} or {@link Successions}, lets the fleet live on in
 * quiet, and judges one rule, and after it O1, O2, P1, P4 and P10, which hold whatever happens. A
 * failure begins with the rule that was broken, says what was measured and what is allowed, and
 * shows the whole {@link SimulationReport}.
 *
 * <p><b>Time.</b> Over a {@link VirtualTimeFixture} hours of fifty workers are simulated, otherwise
 * up to half a minute of real time with six; see {@link Simulator}. Real times are judged with a
 * tolerance of 1.5 s, and what breaks a rule is simulated again three and nine times slower before
 * it counts. Over a backend that counts in seconds, override {@link #realPollInterval()}.
 *
 * <p><b>Report.</b> As that of the rules judged one by one, in the same place.
 */
@ExtendWith(SimulationReportExtension.class)
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
public abstract class FlagDefinitionCacheProviderSimulation {

  /** For the provider's test class. */
  protected FlagDefinitionCacheProviderSimulation() {}

  /**
   * Makes the backend of one test; the simulation closes it. Called for each test.
   *
   * @return a new fixture
   * @throws Exception if it cannot be made
   */
  protected abstract ProviderFixture fixture() throws Exception;

  /**
   * What the fixture can do. Scenarios that need more are skipped visibly.
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
   * How often workers poll in real time.
   *
   * @return 250 ms by default
   */
  protected Duration realPollInterval() {
    return Duration.ofMillis(250);
  }

  /**
   * What the backend tells of the age of an entry.
   *
   * @return that it is told, by default
   */
  protected Ages ages() {
    return Ages.TOLD;
  }

  @Nested
  @Order(1)
  @DisplayName("Election")
  final class Election extends ElectionSimulations {
    Election() {
      super(FlagDefinitionCacheProviderSimulation.this);
    }
  }

  @Nested
  @Order(2)
  @DisplayName("Publication")
  final class Publication extends PublicationSimulations {
    Publication() {
      super(FlagDefinitionCacheProviderSimulation.this);
    }
  }

  @Nested
  @Order(3)
  @DisplayName("Entry")
  final class Entry extends EntrySimulations {
    Entry() {
      super(FlagDefinitionCacheProviderSimulation.this);
    }
  }

  @Nested
  @Order(4)
  @DisplayName("Order of documents")
  final class OrderOfDocuments extends DocumentOrderSimulations {
    OrderOfDocuments() {
      super(FlagDefinitionCacheProviderSimulation.this);
    }
  }

  @Nested
  @Order(5)
  @DisplayName("Outage")
  final class Outage extends OutageSimulations {
    Outage() {
      super(FlagDefinitionCacheProviderSimulation.this);
    }
  }

  @Nested
  @Order(6)
  @DisplayName("Interruption")
  final class Interruption extends InterruptionSimulations {
    Interruption() {
      super(FlagDefinitionCacheProviderSimulation.this);
    }
  }

  @Nested
  @Order(7)
  @DisplayName("Cold start")
  final class ColdStart extends ColdStartSimulations {
    ColdStart() {
      super(FlagDefinitionCacheProviderSimulation.this);
    }
  }
}
