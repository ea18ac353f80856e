package io.flagcache.example.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/write-your-own-provider.md shows is the code of this module. */
class WriteYourOwnProviderTest {

  private static final Path MODULE = Path.of(System.getProperty("basedir", "."));
  private static final Pattern SNIPPET =
      Pattern.compile("(?:<!-- (\\w+\\.java) -->\\n)?```java\\n(.*?)```", Pattern.DOTALL);

  @Test
  void everySnippetStandsInTheSource() throws IOException {
    List<String> snippets = new ArrayList<>();
    Matcher matcher =
        SNIPPET.matcher(Files.readString(MODULE.resolve("../docs/write-your-own-provider.md")));
    while (matcher.find()) {
      assertThat(matcher.group(1)).as("the source of the snippet\n" + matcher.group(2)).isNotNull();
      String source = lines(Files.readString(source(matcher.group(1))));
      int from = 0;
      for (String part : matcher.group(2).split("(?m)^ *// …\\n", -1)) {
        int at = source.indexOf(lines(part), from);
        assertThat(at).as(matcher.group(1) + " has not:\n" + part).isNotNegative();
        from = at + lines(part).length();
      }
      snippets.add(matcher.group(2));
    }
    assertThat(snippets).hasSizeGreaterThan(5);
  }

  /** The lines without their indentation, which is less in the document. */
  private static String lines(String text) {
    return text.lines().map(String::strip).collect(Collectors.joining("\n", "\n", "\n"));
  }

  private static Path source(String name) throws IOException {
    try (Stream<Path> files = Files.walk(MODULE.resolve("src"))) {
      return files.filter(file -> file.endsWith(name)).findFirst().orElseThrow();
    }
  }
}
