package io.flagcache.conformance.internal;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Has JUnit run the groups of rules at the same time, unless its parallel execution is configured.
 * Found by the launcher; does nothing for a plan without the kit. Other test classes of the plan
 * run one after the other as before.
 */
public final class SideBySide implements TestExecutionListener {

  private static final String PARALLEL = "junit.jupiter.execution.parallel.";

  /** Tests mostly wait. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          PARALLEL + "enabled",
          "true",
          PARALLEL + "config.strategy",
          "fixed",
          PARALLEL + "config.fixed.parallelism",
          "4",
          PARALLEL + "config.fixed.max-pool-size",
          "4");

  private static final Set<Class<?>> SUITES = ConcurrentHashMap.newKeySet();
  private static final Set<Class<?>> AMONG_OTHERS = ConcurrentHashMap.newKeySet();

  private final Set<String> set = ConcurrentHashMap.newKeySet();

  /** Called by the launcher. */
  public SideBySide() {}

  /** Whether the tests of a class run at the same time though nobody has asked for it. */
  static boolean isOn(Class<?> suite) {
    return SUITES.contains(suite);
  }

  /** Whether other test classes may run at the same time, as somebody has asked for. */
  static boolean isAmongOthers(Class<?> suite) {
    return AMONG_OTHERS.contains(suite);
  }

  @Override
  public void testPlanExecutionStarted(TestPlan plan) {
    Set<Class<?>> suites = suites(plan);
    if (suites.isEmpty()) {
      return;
    }
    Optional<String> configured = plan.getConfigurationParameters().get(PARALLEL + "enabled");
    if (configured.isPresent()) {
      if (Boolean.parseBoolean(configured.get())) {
        AMONG_OTHERS.addAll(suites);
      }
      return;
    }
    SUITES.addAll(suites);
    SETTINGS.forEach(
        (name, value) -> {
          if (System.getProperty(name) == null) {
            System.setProperty(name, value);
            set.add(name);
          }
        });
  }

  @Override
  public void testPlanExecutionFinished(TestPlan plan) {
    if (!set.isEmpty()) {
      set.forEach(System::clearProperty);
      set.clear();
      SUITES.removeAll(suites(plan));
    }
  }

  /** The users' classes that have groups of rules. */
  private static Set<Class<?>> suites(TestPlan plan) {
    return plan.getRoots().stream()
        .flatMap(root -> plan.getDescendants(root).stream())
        .filter(test -> classOf(test).filter(RuleGroup.class::isAssignableFrom).isPresent())
        .flatMap(group -> suiteOf(plan, group).stream())
        .collect(Collectors.toSet());
  }

  private static Optional<Class<?>> suiteOf(TestPlan plan, TestIdentifier test) {
    return plan.getParent(test).flatMap(parent -> classOf(parent).or(() -> suiteOf(plan, parent)));
  }

  private static Optional<Class<?>> classOf(TestIdentifier test) {
    return test.getSource()
        .filter(ClassSource.class::isInstance)
        .map(source -> ((ClassSource) source).getJavaClass());
  }
}
