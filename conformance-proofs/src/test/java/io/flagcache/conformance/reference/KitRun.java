package io.flagcache.conformance.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.flagcache.conformance.FlagDefinitionCacheProviderConformance;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs a test class of the kit, and keeps how each of its tests ended. */
final class KitRun implements TestExecutionListener {

  private final Map<String, TestExecutionResult> results = new ConcurrentHashMap<>();

  static KitRun of(
      Class<?> testClass, Map<String, String> parameters, PostDiscoveryFilter... filters) {
    KitRun run = new KitRun();
    run.execute(testClass, parameters, filters);
    return run;
  }

  /** Runs the tests that these filters let pass, too. */
  void execute(Class<?> testClass, Map<String, String> parameters, PostDiscoveryFilter... filters) {
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(testClass))
                .filters(filters)
                .configurationParameter(FlagDefinitionCacheProviderConformance.REPORT, "off")
                .configurationParameters(parameters)
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter(
                    "junit.jupiter.execution.parallel.mode.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter(
                    "junit.jupiter.execution.parallel.config.fixed.parallelism", "12")
                .configurationParameter(
                    "junit.jupiter.execution.parallel.config.fixed.max-pool-size", "12")
                .build(),
            this);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    results.put(nameOf(test), result);
  }

  private static String nameOf(TestIdentifier test) {
    return test.getSource()
        .filter(MethodSource.class::isInstance)
        .map(source -> ((MethodSource) source).getJavaMethod())
        .filter(method -> test.getDisplayName().contains(" "))
        .map(method -> ruleOf(test.getDisplayName()) + " " + method.getName())
        .orElse(test.getUniqueId());
  }

  static String ruleOf(String name) {
    return name.substring(0, name.indexOf(' '));
  }

  /** Demands that the right rules were found broken, in one sentence each, and no others. */
  void demandBroken(Broken<?> broken) {
    Map<String, String> failures = messages(TestExecutionResult.Status.FAILED);
    Set<String> rules = new TreeSet<>();
    failures.forEach(
        (test, message) -> {
          rules.add(ruleOf(test));
          assertThat(message).as(test).startsWith(ruleOf(test) + ": ").doesNotContain("\n");
        });
    Map<String, String> aborted = messages(TestExecutionResult.Status.ABORTED);
    assertThat(aborted.values())
        .allMatch(
            message ->
                message.startsWith("This machine is too busy")
                    || message.endsWith("nobody could come in between"));
    Set<String> undecided = new TreeSet<>();
    aborted.keySet().forEach(test -> undecided.add(ruleOf(test)));
    assertThat(rules)
        .as(() -> String.join("\n", failures.values()) + "\n")
        .containsAll(broken.rules().stream().filter(rule -> !undecided.contains(rule)).toList())
        .allMatch(broken.rules()::contains);
    assumeThat(rules).as("This machine is too busy to judge").containsAll(broken.rules());
  }

  /** The messages of the tests that ended so, by rule and test. */
  Map<String, String> messages(TestExecutionResult.Status status) {
    Map<String, String> messages = new TreeMap<>();
    results.forEach(
        (test, result) -> {
          if (result.getStatus() == status) {
            messages.put(test, result.getThrowable().map(Throwable::getMessage).orElse(""));
          }
        });
    return messages;
  }
}
