package io.flagcache.conformance.reference;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.flagcache.conformance.FlagDefinitionCacheProviderConformance;
import io.flagcache.conformance.Rule;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs a test class of the kit, and keeps how each of its tests ended. */
final class KitRun implements TestExecutionListener {

  private final Map<String, TestExecutionResult> results = new ConcurrentHashMap<>();

  static KitRun of(Class<?> testClass, Map<String, String> parameters) {
    KitRun run = new KitRun();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(testClass))
                .configurationParameter(FlagDefinitionCacheProviderConformance.REPORT, "off")
                .configurationParameters(parameters)
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter(
                    "junit.jupiter.execution.parallel.mode.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter(
                    "junit.jupiter.execution.parallel.config.fixed.parallelism", "12")
                .build(),
            run);
    return run;
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    results.put(nameOf(test), result);
  }

  private static String nameOf(TestIdentifier test) {
    return test.getSource()
        .filter(MethodSource.class::isInstance)
        .map(source -> ((MethodSource) source).getJavaMethod())
        .filter(method -> method.isAnnotationPresent(Rule.class))
        .map(method -> method.getAnnotation(Rule.class).value() + " " + method.getName())
        .orElse(test.getUniqueId());
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
