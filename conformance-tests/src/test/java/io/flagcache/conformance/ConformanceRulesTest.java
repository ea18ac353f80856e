package io.flagcache.conformance;

import static java.util.stream.Collectors.flatMapping;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rules, tests and the contract's text belong together. */
class ConformanceRulesTest {

  private static final Pattern RULE =
      Pattern.compile(
          "^### (\\w+) · (\\w+)(?: · ([A-Z_, ]+))?\\n\\n((?:> .*\\n)+)", Pattern.MULTILINE);

  @Test
  void everyRuleHasATestAndEveryTestARule() {
    assertThat(tests()).allMatch(test -> test.isAnnotationPresent(Rule.class), "names a rule");
    Set<String> judged =
        tests().stream().map(test -> test.getAnnotation(Rule.class).value()).collect(toSet());
    assertThat(judged)
        .containsExactlyInAnyOrderElementsOf(
            ConformanceRules.all().stream().map(ConformanceRule::id).toList());
  }

  @Test
  void theDisplayNameOfEveryTestBeginsWithItsRule() {
    assertThat(tests())
        .allSatisfy(
            test ->
                assertThat(test.getAnnotation(DisplayName.class).value())
                    .startsWith(test.getAnnotation(Rule.class).value() + " "));
  }

  @Test
  void noTestCanBeReplacedByAProvidersTestClass() {
    assertThat(tests())
        .allSatisfy(
            test -> {
              assertThat(Modifier.isFinal(test.getModifiers())).as(test + " is final").isTrue();
              assertThat(test.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED))
                  .as(test + " is package-private")
                  .isZero();
            });
  }

  @Test
  void everyRuleNamesTheCapabilitiesOfItsTests() {
    Map<String, Set<Capability>> needed =
        tests().stream()
            .map(test -> test.getAnnotation(Rule.class))
            .collect(
                groupingBy(Rule::value, flatMapping(rule -> Arrays.stream(rule.needs()), toSet())));
    assertThat(ConformanceRules.all())
        .allSatisfy(
            rule -> assertThat(rule.capabilities()).as(rule.id()).isEqualTo(needed.get(rule.id())));
  }

  @Test
  void theContractStatesTheSameRules() throws IOException {
    assertThat(stated()).containsExactlyElementsOf(ConformanceRules.all());
  }

  private static List<ConformanceRule> stated() throws IOException {
    Path contract = Path.of(System.getProperty("basedir", "."), "..", "docs", "contract.md");
    List<ConformanceRule> rules = new ArrayList<>();
    Matcher matcher = RULE.matcher(Files.readString(contract));
    while (matcher.find()) {
      String capabilities = matcher.group(3);
      rules.add(
          new ConformanceRule(
              matcher.group(1),
              Level.valueOf(matcher.group(2)),
              matcher.group(4).replaceAll("(?m)^> ", "").strip().replace('\n', ' '),
              capabilities == null
                  ? Set.of()
                  : Stream.of(capabilities.split(", ")).map(Capability::valueOf).collect(toSet())));
    }
    return rules;
  }

  private static List<Method> tests() {
    List<Method> tests = new ArrayList<>();
    for (Class<?> type = FlagDefinitionCacheProviderConformance.class;
        type != Object.class;
        type = type.getSuperclass()) {
      for (Method method : type.getDeclaredMethods()) {
        if (method.isAnnotationPresent(Test.class)) {
          tests.add(method);
        }
      }
    }
    return tests;
  }
}
