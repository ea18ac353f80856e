package io.flagcache.cli.conformance;

import io.flagcache.conformance.FlagDefinitionCacheProviderConformance;
import io.flagcache.conformance.Rule;
import io.flagcache.conformance.store.StoreRule;
import java.io.PrintWriter;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestEngine;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** JUnit, as the command line uses it: one test class, and one engine. */
final class KitLauncher {

  private static final String PARALLEL = "junit.jupiter.execution.parallel.";

  /** Tests mostly wait. */
  private static final String AT_ONCE = "4";

  private KitLauncher() {}

  /**
   * Runs the kit.
   *
   * @param suite the test class
   * @param given what is judged, see {@link Handover}
   * @param rules the ids of the rules; all if empty
   * @param folder gets the report
   * @param progress gets a line for each test
   */
  static void execute(
      Class<?> suite, Object given, Set<String> rules, Path folder, PrintWriter progress) {
    LauncherConfig config =
        LauncherConfig.builder()
            // Engines and listeners on the user's class path may be of other versions.
            .enableTestEngineAutoRegistration(false)
            .enableLauncherSessionListenerAutoRegistration(false)
            .enableLauncherDiscoveryListenerAutoRegistration(false)
            .enablePostDiscoveryFilterAutoRegistration(false)
            .enableTestExecutionListenerAutoRegistration(false)
            .addTestEngines(jupiter())
            .build();
    try (LauncherSession session = LauncherFactory.openSession(config)) {
      session.getStore().put(Handover.NAMESPACE, Handover.GIVEN, given);
      session.getLauncher().execute(request(suite, rules, folder), new ProgressLines(progress));
    }
  }

  private static TestEngine jupiter() {
    return ServiceLoader.load(TestEngine.class, KitLauncher.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .filter(engine -> engine.getId().equals("junit-jupiter"))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("The engine of JUnit Jupiter is missing"));
  }

  private static LauncherDiscoveryRequest request(Class<?> suite, Set<String> rules, Path folder) {
    return LauncherDiscoveryRequestBuilder.request()
        .enableImplicitConfigurationParameters(false)
        .selectors(DiscoverySelectors.selectClass(suite))
        .filters(chosen(rules))
        .configurationParameter(FlagDefinitionCacheProviderConformance.REPORT, folder.toString())
        .configurationParameter(PARALLEL + "enabled", "true")
        .configurationParameter(PARALLEL + "config.strategy", "fixed")
        .configurationParameter(PARALLEL + "config.fixed.parallelism", AT_ONCE)
        .configurationParameter(PARALLEL + "config.fixed.max-pool-size", AT_ONCE)
        .build();
  }

  private static PostDiscoveryFilter chosen(Set<String> rules) {
    return test ->
        FilterResult.includedIf(
            rules.isEmpty()
                || test.getSource()
                    .filter(MethodSource.class::isInstance)
                    .flatMap(source -> ruleOf(((MethodSource) source).getJavaMethod()))
                    .filter(rules::contains)
                    .isPresent());
  }

  private static Optional<String> ruleOf(Method test) {
    return Optional.ofNullable(test.getAnnotation(Rule.class))
        .map(Rule::value)
        .or(() -> Optional.ofNullable(test.getAnnotation(StoreRule.class)).map(StoreRule::value));
  }
}
