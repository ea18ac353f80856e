package io.flagcache.checks;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.flagcache.checks.Reactor.Module;
import java.io.Externalizable;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;

@AnalyzeClasses(locations = MainClasses.class)
final class CodingRulesTest {

  @ArchTest
  static final ArchRule only_the_command_line_writes_to_the_standard_streams =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.flagcache.cli..", "io.flagcache.demo..")
          .should(ACCESS_STANDARD_STREAMS);

  /** What the kit stores in the place of strangers, to see that nobody reads it. */
  private static final String STRANGERS_OBJECT =
      "io.flagcache.conformance.internal.SerializedProbe";

  @ArchTest
  static final ArchRule nothing_is_serialized_by_java =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(STRANGERS_OBJECT)
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(ObjectInputStream.class, ObjectOutputStream.class, Externalizable.class);

  @ArchTest
  static final ArchRule nothing_declares_itself_serializable =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(STRANGERS_OBJECT)
          .should(declareThemselvesSerializable());

  @ArchTest
  static final ArchRule neither_the_engine_nor_a_backend_reads_a_wall_clock =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.flagcache.awsiam..", // Signatures have a date.
              "io.flagcache.cli..",
              "io.flagcache.conformance..",
              "io.flagcache.demo..",
              "io.flagcache.posthog..")
          .should()
          .accessTargetWhere(describe("it is the wall clock", CodingRulesTest::isWallClock));

  /** docs/decisions/http-of-the-loader.md */
  @ArchTest
  static final ArchRule the_http_clients_of_the_jdk_are_not_used =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.net.http..")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(java.net.URLConnection.class);

  @ArchTest
  static final ArchRule libraries_never_sleep =
      noClasses()
          .that(belongToALibrary())
          .should()
          .callMethod(Thread.class, "sleep", long.class)
          .orShould()
          .callMethod(Thread.class, "sleep", long.class, int.class)
          .orShould()
          .callMethod(TimeUnit.class, "sleep", long.class);

  @ArchTest
  static final ArchRule public_classes_of_libraries_cannot_be_extended_by_accident =
      classes()
          .that(belongToALibrary())
          .and()
          .arePublic()
          .and()
          .areNotInterfaces()
          .should(beFinalSealedOrAbstract());

  @ArchTest
  static void every_package_is_null_marked(JavaClasses classes) {
    assertThat(classes.stream().map(JavaClass::getPackage).distinct())
        .isNotEmpty()
        .allSatisfy(
            javaPackage ->
                assertThat(javaPackage.isAnnotatedWith(NullMarked.class))
                    .as("@NullMarked in the package-info.java of " + javaPackage.getName())
                    .isTrue());
  }

  static DescribedPredicate<JavaClass> belongToALibrary() {
    return describe(
        "belong to api, core or a provider",
        javaClass ->
            Reactor.moduleOf(javaClass.getPackageName())
                .filter(CodingRulesTest::isLibrary)
                .isPresent());
  }

  private static boolean isLibrary(Module module) {
    return module.isProvider() || module.name().equals("api") || module.name().equals("core");
  }

  private static boolean isWallClock(JavaAccess<?> access) {
    if (!(access.getTarget() instanceof CodeUnitAccessTarget target)) {
      return false;
    }
    JavaClass owner = target.getOwner();
    String name = target.getName();
    List<JavaClass> parameters = target.getRawParameterTypes();
    return (owner.isEquivalentTo(System.class) && name.equals("currentTimeMillis"))
        || (owner.isEquivalentTo(Date.class) && name.equals("<init>") && parameters.isEmpty())
        || (owner.isEquivalentTo(Clock.class) && name.matches("system.*|tick.+"))
        || (owner.getPackageName().startsWith("java.time")
            && name.equals("now")
            && parameters.stream().noneMatch(parameter -> parameter.isEquivalentTo(Clock.class)));
  }

  private static ArchCondition<JavaClass> declareThemselvesSerializable() {
    return new ArchCondition<>("declare themselves Serializable") {
      @Override
      public void check(JavaClass javaClass, ConditionEvents events) {
        boolean declares =
            javaClass.getRawInterfaces().stream()
                .anyMatch(type -> type.isEquivalentTo(Serializable.class));
        events.add(new SimpleConditionEvent(javaClass, declares, javaClass.getDescription()));
      }
    };
  }

  private static ArchCondition<JavaClass> beFinalSealedOrAbstract() {
    return new ArchCondition<>("be final, sealed or abstract") {
      @Override
      public void check(JavaClass javaClass, ConditionEvents events) {
        // Loaded last: a class over an optional library cannot be.
        boolean closed =
            javaClass.isEnum()
                || javaClass.getModifiers().contains(JavaModifier.FINAL)
                || javaClass.getModifiers().contains(JavaModifier.ABSTRACT)
                || javaClass.reflect().isSealed();
        events.add(
            new SimpleConditionEvent(
                javaClass, closed, javaClass.getDescription() + " can be extended by anyone"));
      }
    };
  }
}
