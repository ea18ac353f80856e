package io.flagcache.checks;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.flagcache.checks.Reactor.Module;
import java.util.Map;
import java.util.Set;
import org.apache.maven.model.Dependency;
import org.junit.jupiter.api.Test;

@AnalyzeClasses(locations = MainClasses.class)
final class DependencyDirectionTest {
  private static final String API = "api";
  private static final String CORE = "core";
  private static final String METRICS = "io.flagcache.core.metrics";
  private static final String LOADER_METRICS = "io.flagcache.posthog.metrics";
  private static final Map<String, Set<String>> MAY_USE =
      Map.of(
          API,
          Set.of(),
          CORE,
          Set.of(API),
          "credentials-aws-iam",
          Set.of(CORE),
          "conformance-tests",
          Set.of(API, CORE),
          "posthog",
          Set.of(API, CORE),
          "demo",
          Set.of(API, CORE, "posthog", "conformance-tests"),
          "spring-boot-autoconfigure",
          Set.of(
              API,
              CORE,
              "provider-jdbc",
              "provider-redis",
              "provider-dynamodb",
              "provider-hazelcast",
              "posthog"),
          "spring-boot-3-starter",
          Set.of(CORE, "spring-boot-autoconfigure"),
          "spring-boot-4-starter",
          Set.of(CORE, "spring-boot-autoconfigure"));

  @ArchTest
  static final ArchRule modules_use_only_the_modules_below_them =
      classes().should(useOnlyModulesBelow());

  @ArchTest
  static final ArchRule classes_live_below_the_package_of_their_module =
      classes().should(liveBelowThePackageOfTheirModule());

  @ArchTest
  static final ArchRule the_api_uses_the_jdk_alone =
      classes()
          .that()
          .resideInAPackage("io.flagcache")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("io.flagcache", "java..", "org.jspecify..");

  @ArchTest
  static final ArchRule the_engine_uses_jackson_and_slf4j_alone =
      classes()
          .that()
          .resideInAPackage("io.flagcache.core..")
          .and()
          .resideOutsideOfPackage(METRICS)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.flagcache",
              "io.flagcache.core..",
              "java..",
              "org.jspecify..",
              "com.fasterxml.jackson..",
              "org.slf4j..");

  /** Micrometer is optional: no library may need it. */
  @ArchTest
  static final ArchRule micrometer_is_used_by_the_metrics_alone =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              METRICS, LOADER_METRICS, "io.flagcache.cli..", "io.flagcache.spring")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.micrometer..", METRICS, LOADER_METRICS);

  private static final String STORE_KIT = "io.flagcache.conformance.store";

  private static final String[] USED_BY_THE_KIT = {
    "io.flagcache",
    "io.flagcache.conformance",
    "io.flagcache.conformance.history",
    "io.flagcache.conformance.internal..",
    "io.flagcache.conformance.rule",
    "io.flagcache.conformance.simulator",
    "java..",
    "org.jspecify..",
    "org.junit.jupiter.api..",
    "org.junit.platform.commons..",
    "org.junit.platform.engine",
    "org.junit.platform.engine.support.descriptor",
    "org.junit.platform.launcher",
    "org.opentest4j..",
    "org.apiguardian.."
  };

  /** Neither the engine, which is optional there, nor the half of the kit that needs it. */
  @ArchTest
  static final ArchRule the_conformance_kit_uses_junit_alone =
      classes()
          .that()
          .resideInAPackage("io.flagcache.conformance..")
          .and()
          .resideOutsideOfPackage(STORE_KIT)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(USED_BY_THE_KIT);

  @ArchTest
  static final ArchRule the_conformance_kit_for_stores_uses_the_engine_too =
      classes()
          .that()
          .resideInAPackage(STORE_KIT)
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(USED_BY_THE_KIT)
                  .or(
                      resideInAnyPackage(
                          STORE_KIT,
                          "io.flagcache.core",
                          "io.flagcache.core.store",
                          "io.flagcache.core.record")));

  @ArchTest
  static final ArchRule packages_have_no_cycles =
      slices().assignedFrom(packages()).should().beFreeOfCycles();

  /** They are no library, so that no class of theirs is among those above. */
  @Test
  void the_servers_for_tests_use_the_engine_and_never_the_kit() {
    assertThat(Reactor.pom("test-servers").getDependencies())
        .filteredOn(dependency -> dependency.getGroupId().equals("io.flagcache"))
        .extracting(Dependency::getArtifactId)
        .containsExactlyInAnyOrder("flagcache-api", "flagcache-core");
  }

  private static ArchCondition<JavaClass> useOnlyModulesBelow() {
    return new ArchCondition<>("use only the modules below their own") {
      @Override
      public void check(JavaClass user, ConditionEvents events) {
        Module module = Reactor.moduleOf(user.getPackageName()).orElseThrow();
        user.getDirectDependenciesFromSelf().stream()
            .filter(
                dependency ->
                    Reactor.moduleOf(dependency.getTargetClass().getPackageName())
                        .filter(used -> !mayUse(module, used))
                        .isPresent())
            .forEach(
                dependency ->
                    events.add(SimpleConditionEvent.violated(user, dependency.getDescription())));
      }
    };
  }

  private static boolean mayUse(Module module, Module used) {
    if (module.equals(used) || module.name().equals("cli")) {
      return true;
    }
    Set<String> below = module.isProvider() ? Set.of(API, CORE) : MAY_USE.get(module.name());
    if (below == null) {
      throw new IllegalStateException(
          module.name() + " has no row in MAY_USE: say there which modules it may use");
    }
    return below.contains(used.name());
  }

  private static ArchCondition<JavaClass> liveBelowThePackageOfTheirModule() {
    return new ArchCondition<>("live below the package that is the module.name of their POM") {
      @Override
      public void check(JavaClass javaClass, ConditionEvents events) {
        Module owner = Reactor.moduleOf(javaClass.getPackageName()).orElseThrow();
        String source = javaClass.getSource().orElseThrow().getUri().getPath();
        if (!source.startsWith(owner.classes().toUri().getPath())) {
          events.add(
              SimpleConditionEvent.violated(
                  javaClass,
                  source + " is in package " + owner.packageName() + " of " + owner.name()));
        }
      }
    };
  }

  private static SliceAssignment packages() {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
        return javaClass.getPackageName().startsWith("io.flagcache")
            ? SliceIdentifier.of(javaClass.getPackageName())
            : SliceIdentifier.ignore();
      }

      @Override
      public String getDescription() {
        return "packages";
      }
    };
  }
}
