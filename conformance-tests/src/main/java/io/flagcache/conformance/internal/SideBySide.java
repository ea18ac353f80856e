package io.flagcache.conformance.internal;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

  private static volatile boolean isOn;

  private final Set<String> set = ConcurrentHashMap.newKeySet();

  /** Called by the launcher. */
  public SideBySide() {}

  /** Whether tests run at the same time though nobody has asked for it. */
  static boolean isOn() {
    return isOn;
  }

  @Override
  public void testPlanExecutionStarted(TestPlan plan) {
    if (plan.getConfigurationParameters().get(PARALLEL + "enabled").isEmpty() && hasRules(plan)) {
      isOn = true;
      SETTINGS.forEach(
          (name, value) -> {
            if (System.getProperty(name) == null) {
              System.setProperty(name, value);
              set.add(name);
            }
          });
    }
  }

  @Override
  public void testPlanExecutionFinished(TestPlan plan) {
    if (!set.isEmpty()) {
      set.forEach(System::clearProperty);
      set.clear();
      isOn = false;
    }
  }

  private static boolean hasRules(TestPlan plan) {
    return plan.getRoots().stream()
        .flatMap(root -> plan.getDescendants(root).stream())
        .anyMatch(SideBySide::isGroup);
  }

  private static boolean isGroup(TestIdentifier test) {
    return test.getSource()
        .filter(ClassSource.class::isInstance)
        .map(source -> ((ClassSource) source).getJavaClass())
        .filter(RuleGroup.class::isAssignableFrom)
        .isPresent();
  }
}
