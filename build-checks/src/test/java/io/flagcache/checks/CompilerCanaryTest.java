package io.flagcache.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Compiles snippets in children of our parent POM and looks at what its compiler refuses. */
final class CompilerCanaryTest {
  private static final Map<String, String> SNIPPETS =
      Map.of(
          "errors",
          """
          static int dereferenced(@Nullable String text) { return text.length(); }
          static String returned(@Nullable String text) { return text; }
          static void ignored(String text) { text.trim(); }
          """,
          "compiler-warning",
          "static @Nullable List raw() { return null; }",
          "error-prone-warning",
          "static byte[] bytes(String text) { return text.getBytes(); }",
          "accepted",
          """
          static int checked(@Nullable String text) { return text == null ? 0 : text.length(); }
          static List<String> list(String text) { return List.of(text); }
          """);

  private static final String JSPECIFY =
      """
      <dependencies>
        <dependency>
          <groupId>org.jspecify</groupId>
          <artifactId>jspecify</artifactId>
        </dependency>
      </dependencies>
      """;

  private static String output;

  @BeforeAll
  static void compileAllInOneRun() throws Exception {
    Path directory = Reactor.ROOT.resolve("build-checks").resolve("target").resolve("canary");
    write(directory.resolve("pom.xml"), pom(directory, "canary", modules()));
    for (Map.Entry<String, String> snippet : SNIPPETS.entrySet()) {
      Path project = directory.resolve(snippet.getKey());
      write(project.resolve("pom.xml"), pom(project, snippet.getKey(), JSPECIFY));
      write(project.resolve("src/main/java/canary/Snippet.java"), source(snippet.getValue()));
    }
    output = NestedMaven.run(directory, "clean", "compile", "--fail-at-end");
  }

  @Test
  void nullAwayRefusesToDereferenceANull() {
    assertThat(refusals("errors")).contains("[NullAway] dereferenced expression");
  }

  @Test
  void nullAwayRefusesToReturnANull() {
    assertThat(refusals("errors")).contains("[NullAway] returning @Nullable expression");
  }

  @Test
  void errorProneRefusesToIgnoreAResult() {
    assertThat(refusals("errors")).contains("[ReturnValueIgnored]");
  }

  @Test
  void aWarningOfErrorProneFailsTheBuild() {
    assertThat(output)
        .contains("[DefaultCharset]")
        .containsPattern("error-prone-warning \\.+ FAILURE");
  }

  @Test
  void aWarningOfTheCompilerFailsTheBuild() {
    assertThat(output).contains("found raw type").containsPattern("compiler-warning \\.+ FAILURE");
  }

  @Test
  void whatIsRightCompiles() {
    assertThat(refusals("accepted")).isEmpty();
    assertThat(output).containsPattern("accepted \\.+ SUCCESS");
  }

  private static String refusals(String snippet) {
    return output
        .lines()
        .filter(line -> line.startsWith("[ERROR]"))
        .filter(line -> line.contains(Path.of(snippet, "src").toString()))
        .collect(Collectors.joining("\n"));
  }

  private static String modules() {
    return SNIPPETS.keySet().stream()
        .map(name -> "<module>" + name + "</module>")
        .collect(Collectors.joining("", "<packaging>pom</packaging><modules>", "</modules>"));
  }

  private static String pom(Path project, String artifactId, String rest) {
    return """
    <project xmlns="http://maven.apache.org/POM/4.0.0">
      <modelVersion>4.0.0</modelVersion>
      <parent>
        <groupId>io.flagcache</groupId>
        <artifactId>flagcache-parent</artifactId>
        <version>%s</version>
        <relativePath>%s</relativePath>
      </parent>
      <artifactId>%s</artifactId>
      %s
    </project>
    """
        .formatted(
            Reactor.PARENT.getVersion(),
            project.relativize(Reactor.ROOT.resolve("pom.xml")),
            artifactId,
            rest);
  }

  private static String source(String member) {
    return """
    package canary;

    import java.util.List;
    import org.jspecify.annotations.NullMarked;
    import org.jspecify.annotations.Nullable;

    @NullMarked
    final class Snippet {
    %s}
    """
        .formatted(member);
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
