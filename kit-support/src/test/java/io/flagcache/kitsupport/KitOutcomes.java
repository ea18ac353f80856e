package io.flagcache.kitsupport;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.flagcache.conformance.FlagDefinitionCacheProviderConformance;
import java.util.Set;
import java.util.TreeSet;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** How the kit's tests of a class ended, by the rule that their names begin with. */
final class KitOutcomes implements TestExecutionListener {

  private final Set<String> run = new TreeSet<>();
  private final Set<String> skipped = new TreeSet<>();
  private final Set<String> reasons = new TreeSet<>();

  static KitOutcomes of(Class<?> testClass) {
    KitOutcomes outcomes = new KitOutcomes();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(testClass))
                .configurationParameter(FlagDefinitionCacheProviderConformance.REPORT, "off")
                .build(),
            outcomes);
    return outcomes;
  }

  Set<String> run() {
    return run;
  }

  Set<String> skipped() {
    return skipped;
  }

  Set<String> reasons() {
    return reasons;
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (test.isTest()) {
      run.add(ruleOf(test));
    }
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    skipped.add(ruleOf(test));
    reasons.add(reason);
  }

  private static String ruleOf(TestIdentifier test) {
    return test.getDisplayName().split(" ", 2)[0];
  }
}
