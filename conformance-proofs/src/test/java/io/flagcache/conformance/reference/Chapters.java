package io.flagcache.conformance.reference;

import java.util.Collections;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.PostDiscoveryFilter;

/** What of the kit judges something broken: in full builds all, else the chapters of its rules. */
final class Chapters {

  static final boolean ALL = Boolean.getBoolean("flagcache.test.full");

  private Chapters() {}

  /**
   * Chooses the tests.
   *
   * @param broken what is broken; if nothing is, all chapters are judged
   */
  static PostDiscoveryFilter of(Set<String> broken) {
    return test ->
        FilterResult.includedIf(
            ALL
                || broken.isEmpty()
                || test.getSource()
                    .filter(MethodSource.class::isInstance)
                    .map(source -> ((MethodSource) source).getJavaMethod().getDeclaringClass())
                    .filter(chapter -> Collections.disjoint(rulesOf(chapter), broken))
                    .isEmpty());
  }

  private static Set<String> rulesOf(Class<?> chapter) {
    return Stream.of(chapter.getDeclaredMethods())
        .map(test -> test.getAnnotation(DisplayName.class))
        .filter(Objects::nonNull)
        .map(name -> KitRun.ruleOf(name.value()))
        .collect(Collectors.toSet());
  }
}
