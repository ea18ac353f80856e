package io.flagcache.conformance;

import static java.util.stream.Collectors.flatMapping;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.conformance.internal.JudgedRule;
import io.flagcache.conformance.internal.RuleBook;
import io.flagcache.conformance.rule.ConformanceRule;
import io.flagcache.conformance.rule.Level;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Rules, tests and the contract's text belong together, in each half of the kit. */
public abstract class RuleBookContract<C extends Enum<C>> {

  private static final String STORE_PRIMITIVES = "\n## Store primitives\n";

  private static final Pattern RULE =
      Pattern.compile(
          "^### (\\w+) · (\\w+)(?: · ([A-Z_, ]+))?\\n\\n((?:> .*\\n)+)", Pattern.MULTILINE);

  private final RuleBook<C> book;
  private final Class<?> conformance;
  private final Class<C> capabilities;

  protected RuleBookContract(RuleBook<C> book, Class<?> conformance, Class<C> capabilities) {
    this.book = book;
    this.conformance = conformance;
    this.capabilities = capabilities;
  }

  /** The part of the contract that states the rules. */
  protected abstract String partOf(String beforeStorePrimitives, String storePrimitives);

  @Test
  void everyRuleHasATestAndEveryTestARule() {
    assertThat(tests()).allMatch(test -> book.judgedBy(test).isPresent(), "names a rule");
    assertThat(judged().map(JudgedRule::id).collect(toSet()))
        .containsExactlyInAnyOrderElementsOf(
            book.rules().stream().<String>map(ConformanceRule::id).toList());
  }

  @Test
  void everyGroupIsAChapterOfTheContract() throws IOException {
    Map<String, Set<String>> groups = new LinkedHashMap<>();
    for (Class<?> group : groups()) {
      groups.put(
          group.getAnnotation(DisplayName.class).value(),
          testsOf(group).stream()
              .map(test -> book.judgedBy(test).orElseThrow().id())
              .collect(toSet()));
    }
    assertThat(groups).containsExactlyEntriesOf(chapters());
  }

  @Test
  void theDisplayNameOfEveryTestBeginsWithItsRule() {
    assertThat(tests())
        .allSatisfy(
            test ->
                assertThat(test.getAnnotation(DisplayName.class).value())
                    .startsWith(book.judgedBy(test).orElseThrow().id() + " "));
  }

  @Test
  void noTestCanBeReplacedByTheUsersTestClass() {
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
    Map<String, Set<C>> needed =
        judged()
            .collect(
                groupingBy(
                    JudgedRule::id, flatMapping(judged -> judged.needs().stream(), toSet())));
    assertThat(book.rules())
        .allSatisfy(
            rule -> assertThat(rule.capabilities()).as(rule.id()).isEqualTo(needed.get(rule.id())));
  }

  @Test
  void everyCapabilityIsNeededBySomeRule() {
    assertThat(book.rules().stream().flatMap(rule -> rule.capabilities().stream()))
        .contains(capabilities.getEnumConstants());
  }

  @Test
  void theContractStatesTheSameRules() throws IOException {
    assertThat(stated()).containsExactlyElementsOf(book.rules());
  }

  /** The chapters that state rules, in their order. */
  private Map<String, Set<String>> chapters() throws IOException {
    Map<String, Set<String>> chapters = new LinkedHashMap<>();
    for (String chapter : contract().split("(?m)^## ")) {
      Set<String> ids = RULE.matcher(chapter).results().map(rule -> rule.group(1)).collect(toSet());
      if (!ids.isEmpty()) {
        chapters.put(chapter.lines().findFirst().orElseThrow(), ids);
      }
    }
    return chapters;
  }

  /** The half of the contract that this half of the kit judges. */
  private String contract() throws IOException {
    Path contract = Path.of(System.getProperty("basedir", "."), "..", "docs", "contract.md");
    String[] parts = Files.readString(contract).split(STORE_PRIMITIVES, -1);
    return partOf(parts[0], parts[1]);
  }

  private List<ConformanceRule<C>> stated() throws IOException {
    List<ConformanceRule<C>> rules = new ArrayList<>();
    Matcher matcher = RULE.matcher(contract());
    while (matcher.find()) {
      String named = matcher.group(3);
      rules.add(
          new ConformanceRule<>(
              matcher.group(1),
              Level.valueOf(matcher.group(2)),
              matcher.group(4).replaceAll("(?m)^> ", "").strip().replace('\n', ' '),
              named == null
                  ? Set.of()
                  : Stream.of(named.split(", "))
                      .map(name -> Enum.valueOf(capabilities, name))
                      .collect(toSet())));
    }
    return rules;
  }

  private Stream<JudgedRule<C>> judged() {
    return tests().stream().map(test -> book.judgedBy(test).orElseThrow());
  }

  private List<Method> tests() {
    return groups().stream().flatMap(group -> testsOf(group).stream()).toList();
  }

  private List<Class<?>> groups() {
    return Stream.<Class<?>>of(conformance.getDeclaredClasses())
        .filter(group -> group.isAnnotationPresent(Nested.class))
        .sorted(Comparator.comparing(group -> group.getAnnotation(Order.class).value()))
        .toList();
  }

  private static List<Method> testsOf(Class<?> group) {
    List<Method> tests = new ArrayList<>();
    for (Class<?> type = group; type != Object.class; type = type.getSuperclass()) {
      for (Method method : type.getDeclaredMethods()) {
        if (method.isAnnotationPresent(Test.class)) {
          tests.add(method);
        }
      }
    }
    return tests;
  }
}
