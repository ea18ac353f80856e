package io.flagcache.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each rule of docs/contract.md is named in a comment at the line that decides it. */
class RuleLinesTest {

  private static final Pattern HEADING =
      Pattern.compile("^### ([A-Z]\\d+) · (?:MUST|SHOULD)", Pattern.MULTILINE);
  private static final Pattern COMMENT = Pattern.compile("//(.*)$", Pattern.MULTILINE);
  private static final Pattern ID = Pattern.compile("\\b([A-Z]\\d{1,2})\\b");

  @Test
  void everyRuleIsNamedWhereItIsDecided() throws IOException {
    Set<String> named = new TreeSet<>();
    for (String module : List.of("api", "core")) {
      try (Stream<Path> files = Files.walk(Reactor.ROOT.resolve(module + "/src/main/java"))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          Matcher comment = COMMENT.matcher(Files.readString(file));
          while (comment.find()) {
            ID.matcher(comment.group(1)).results().forEach(id -> named.add(id.group(1)));
          }
        }
      }
    }

    assertThat(named).isEqualTo(rules());
  }

  private static Set<String> rules() throws IOException {
    Set<String> rules = new TreeSet<>();
    HEADING
        .matcher(Files.readString(Reactor.ROOT.resolve("docs/contract.md")))
        .results()
        .forEach(heading -> rules.add(heading.group(1)));
    return rules;
  }
}
