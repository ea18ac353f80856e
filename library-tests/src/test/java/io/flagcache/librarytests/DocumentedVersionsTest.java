package io.flagcache.librarytests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of libraries in docs/operations.md has the versions that the tests here run with. */
class DocumentedVersionsTest {
  private static final Path DOCUMENT = Path.of("../docs/operations.md");

  /** The artifact, and its oldest and newest version. */
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| [^|]*`[\\w.-]+:([\\w.-]+)` \\| ([\\w.-]+) \\| ([\\w.-]+) \\|");

  private static final String END = System.getProperty("libraries");

  @Test
  void eachIsOnTheClassPath() throws IOException {
    List<MatchResult> rows = ROW.matcher(Files.readString(DOCUMENT)).results().toList();

    assertThat(rows).hasSizeGreaterThan(8);
    assertThat(END).isIn("oldest", "newest");
    assertThat(rows)
        .allSatisfy(
            row -> {
              String version = row.group(END.equals("oldest") ? 2 : 3);
              assertThat(jarsOf(row.group(1)))
                  .as("jars of the " + END + " " + row.group(1))
                  .containsExactly(row.group(1) + "-" + version + ".jar");
            });
  }

  private static List<String> jarsOf(String artifact) {
    return Pattern.compile(Pattern.quote(File.pathSeparator))
        .splitAsStream(System.getProperty("java.class.path"))
        .map(entry -> Path.of(entry).getFileName().toString())
        .filter(name -> name.matches(Pattern.quote(artifact) + "-\\d.*\\.jar"))
        .toList();
  }
}
