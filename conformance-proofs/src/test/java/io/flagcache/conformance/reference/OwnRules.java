package io.flagcache.conformance.reference;

import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.PostDiscoveryFilter;

/** What of the kit judges something broken: in full builds all, else the tests of its rules. */
final class OwnRules {

  private static final boolean FULL = Boolean.getBoolean("flagcache.test.full");

  private OwnRules() {}

  /**
   * Chooses the tests.
   *
   * @param broken what is broken; if nothing is, all tests judge it
   */
  static PostDiscoveryFilter of(Set<String> broken) {
    return test ->
        FilterResult.includedIf(
            FULL
                || broken.isEmpty()
                || test.getSource()
                    .filter(MethodSource.class::isInstance)
                    .map(source -> ((MethodSource) source).getJavaMethod())
                    .map(method -> method.getAnnotation(DisplayName.class))
                    .filter(name -> !broken.contains(KitRun.ruleOf(name.value())))
                    .isEmpty());
  }
}
