package io.flagcache.conformance.simulator;

import io.flagcache.conformance.Capability;
import io.flagcache.conformance.ConformanceRules;
import io.flagcache.conformance.Rule;
import io.flagcache.conformance.internal.ExpectedSkips;
import io.flagcache.conformance.internal.JudgedRule;
import io.flagcache.conformance.internal.RuleBook;
import io.flagcache.conformance.internal.RuleGroup;
import io.flagcache.conformance.internal.RuleOrder;
import io.flagcache.conformance.internal.RuleSkip;
import io.flagcache.conformance.internal.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** A chapter of the contract, judged by the fleets of one test class. */
@Timeout(600)
@TestMethodOrder(SimulationGroup.Order.class)
abstract class SimulationGroup extends RuleGroup<Capability, SimulationHarness> {

  static final RuleBook<Capability> BOOK =
      new RuleBook<>(
          ConformanceRules.all(),
          test ->
              Optional.ofNullable(test.getAnnotation(Rule.class))
                  .map(rule -> new JudgedRule<Capability>(rule.value(), Set.of(), Set.of())));

  static final Duration POLL = Scenario.POLL_INTERVAL;

  /** Where more of them show no more. */
  static final int FEW_WORKERS = 6;

  /** What is judged in every scenario. */
  private static final List<String> ALWAYS = List.of("O1", "O2", "P1", "P4", "P10");

  private final FlagDefinitionCacheProviderSimulation simulation;

  SimulationGroup(FlagDefinitionCacheProviderSimulation simulation) {
    super(BOOK);
    this.simulation = simulation;
  }

  static final class Order extends RuleOrder {
    Order() {
      super(BOOK);
    }
  }

  @Override
  protected final Object suite() {
    return simulation;
  }

  /** What is simulated in real time may be late. */
  @Override
  protected final void warmUp(SimulationHarness fleet) {}

  /** In real time each simulation wipes the backend, and needs the machine for itself. */
  @Override
  protected final boolean isIntact(SimulationHarness fleet) {
    return fleet.fixture() instanceof VirtualTimeFixture;
  }

  @Override
  protected final Optional<Set<String>> expectedSkips() {
    return ExpectedSkips.setting();
  }

  @Override
  protected final Set<Capability> capabilities() {
    return simulation.capabilities();
  }

  @Override
  protected final Map<String, String> waivers() {
    return simulation.waivers();
  }

  @Override
  protected final SimulationHarness newHarness(Verdict verdict, int stretch) throws Exception {
    return new SimulationHarness(simulation.fixture(), verdict, stretch);
  }

  /** In real time a busy machine may cost a leader its lease now and then. */
  final long littleMoreThan(long ideal) {
    return isVirtual() ? ideal + ideal / 10 + 5 : ideal + ideal / 2 + 10;
  }

  final boolean isVirtual() {
    return harness().fixture() instanceof VirtualTimeFixture;
  }

  final int workers() {
    return isVirtual() ? 50 : FEW_WORKERS;
  }

  final Duration length() {
    return isVirtual() ? Duration.ofHours(6) : POLL.multipliedBy(40);
  }

  final int leaders() {
    return isVirtual() ? 20 : 2;
  }

  final int mixes() {
    return isVirtual() ? 20 : 1;
  }

  final void simulate(Scenario scenario, Consumer<Judgement> judgement) throws Exception {
    simulate(scenario, 1, judgement);
  }

  final void simulate(Scenario scenario, long seed, Consumer<Judgement> judgement)
      throws Exception {
    simulate(scenario, seed, simulator -> simulator, judgement);
  }

  final void simulateLossless(Scenario scenario, long seed, Consumer<Judgement> judgement)
      throws Exception {
    simulate(scenario, seed, Simulator::lossless, judgement);
  }

  /** Judges the rule that a test is about, and then what holds in every scenario. */
  private void simulate(
      Scenario scenario,
      long seed,
      UnaryOperator<Simulator> adjusted,
      Consumer<Judgement> judgement)
      throws Exception {
    Set<Capability> missing = new TreeSet<>(scenario.needs());
    missing.removeAll(capabilities());
    if (!missing.isEmpty()) {
      throw RuleSkip.notClaimed(verdict().rule(), missing);
    }
    Simulator simulator =
        Simulator.over(harness().fixture())
            .realPollInterval(simulation.realPollInterval().multipliedBy(harness().stretch()))
            .ages(simulation.ages())
            .seed(seed)
            .endingQuietly();
    SimulationReport report = adjusted.apply(simulator).run(scenario);
    judgement.accept(new Judgement(verdict(), report, isVirtual()));
    for (String always : ALWAYS) {
      new Judgement(new Verdict(always), report, isVirtual())
          .none("findings", report.findings(always));
    }
  }
}
