package io.flagcache.cli.conformance;

import io.flagcache.cli.conformance.GivenProviderConformance.Given;
import io.flagcache.conformance.FlagDefinitionCacheProviderConformance;
import io.flagcache.conformance.Rule;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestEngine;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.engine.support.store.Namespace;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** JUnit, as the command line uses it: one test class, and one engine. */
final class KitLauncher {

  private KitLauncher() {}

  /**
   * Runs the kit.
   *
   * @param given what is judged
   * @param rules the ids of the rules; all if empty
   * @param folder gets the report
   * @param progress gets a line for each test
   */
  static void execute(Given given, Set<String> rules, Path folder, PrintWriter progress) {
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
      session.getStore().put(Namespace.create(GivenProviderConformance.class), Given.class, given);
      session.getLauncher().execute(request(rules, folder), new ProgressLines(progress));
    }
  }

  private static TestEngine jupiter() {
    return ServiceLoader.load(TestEngine.class, KitLauncher.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .filter(engine -> engine.getId().equals("junit-jupiter"))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("The engine of JUnit Jupiter is missing"));
  }

  private static LauncherDiscoveryRequest request(Set<String> rules, Path folder) {
    return LauncherDiscoveryRequestBuilder.request()
        .enableImplicitConfigurationParameters(false)
        .selectors(DiscoverySelectors.selectClass(GivenProviderConformance.class))
        .filters(chosen(rules))
        .configurationParameter(FlagDefinitionCacheProviderConformance.REPORT, folder.toString())
        .build();
  }

  private static PostDiscoveryFilter chosen(Set<String> rules) {
    return test ->
        FilterResult.includedIf(
            rules.isEmpty()
                || test.getSource()
                    .filter(MethodSource.class::isInstance)
                    .map(
                        source -> ((MethodSource) source).getJavaMethod().getAnnotation(Rule.class))
                    .filter(rule -> rules.contains(rule.value()))
                    .isPresent());
  }
}
