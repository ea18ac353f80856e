package io.flagcache.checks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.stream.Stream;

@AnalyzeClasses(locations = MainClasses.class)
final class PublicSignaturesTest {
  private static final String JACKSON = "com.fasterxml.jackson";

  @ArchTest
  static final ArchRule jackson_is_in_no_public_signature =
      classes()
          .that(CodingRulesTest.belongToALibrary())
          .and()
          .arePublic()
          .should(haveNoJacksonInTheirSignature());

  private static ArchCondition<JavaClass> haveNoJacksonInTheirSignature() {
    return new ArchCondition<>("have no Jackson type in their signature") {
      @Override
      public void check(JavaClass javaClass, ConditionEvents events) {
        report(javaClass, typesOfDeclaration(javaClass), javaClass.getDescription(), events);
        javaClass.getMembers().stream()
            .filter(PublicSignaturesTest::isVisible)
            .forEach(member -> report(javaClass, typesOf(member), member.getDescription(), events));
      }
    };
  }

  private static void report(
      JavaClass javaClass, Stream<JavaClass> types, String where, ConditionEvents events) {
    types
        .filter(type -> type.getBaseComponentType().getPackageName().startsWith(JACKSON))
        .forEach(
            type ->
                events.add(
                    SimpleConditionEvent.violated(javaClass, where + " shows " + type.getName())));
  }

  private static Stream<JavaClass> typesOfDeclaration(JavaClass javaClass) {
    return Stream.of(
            javaClass.getSuperclass().stream(),
            javaClass.getInterfaces().stream(),
            javaClass.getTypeParameters().stream().flatMap(type -> type.getBounds().stream()))
        .flatMap(types -> types)
        .flatMap(PublicSignaturesTest::involved);
  }

  private static Stream<JavaClass> typesOf(JavaMember member) {
    if (member instanceof JavaField field) {
      return involved(field.getType());
    }
    JavaCodeUnit codeUnit = (JavaCodeUnit) member;
    return Stream.of(
            Stream.of(codeUnit.getReturnType()),
            codeUnit.getParameterTypes().stream(),
            codeUnit.getTypeParameters().stream().flatMap(type -> type.getBounds().stream()),
            codeUnit.getExceptionTypes().stream())
        .flatMap(types -> types)
        .flatMap(PublicSignaturesTest::involved);
  }

  private static Stream<JavaClass> involved(JavaType type) {
    return type.getAllInvolvedRawTypes().stream();
  }

  private static boolean isVisible(JavaMember member) {
    return member.getModifiers().contains(JavaModifier.PUBLIC)
        || member.getModifiers().contains(JavaModifier.PROTECTED);
  }
}
