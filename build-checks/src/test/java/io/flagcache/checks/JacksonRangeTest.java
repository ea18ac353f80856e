package io.flagcache.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.checks.DocumentsAtLimits.Candidate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * H3 over the range of Jackson that README names, each version in a process of its own. All accept
 * the same documents and store the same text for each. So what one of them publishes all others
 * read, since each reads its own.
 */
final class JacksonRangeTest {
  private static final String COMPILED_WITH = System.getProperty("build.jackson");
  private static final List<String> VERSIONS =
      List.of(
          System.getProperty("build.jackson.oldest"),
          System.getProperty("build.jackson.wrong-numbers"),
          System.getProperty("build.jackson.wrong-names"),
          COMPILED_WITH);

  private static final LibraryVersions JACKSON =
      new LibraryVersions(
          "jackson", COMPILED_WITH, Pattern.compile("jackson-(core|databind|annotations)-"));

  @TempDir private static Path directory;

  @BeforeAll
  static void runEachVersion() throws Exception {
    List<Process> running = new ArrayList<>();
    for (String version : VERSIONS) {
      running.add(
          LibraryVersions.start(
              outputOf(version),
              List.of("-Xmx160m"),
              JACKSON.classPath(version),
              JacksonRunner.class));
    }
    List<Boolean> ended = new ArrayList<>();
    for (Process process : running) {
      ended.add(LibraryVersions.ends(process));
    }
    for (String version : VERSIONS) {
      assertThat(outputOf(version)).content().startsWith("Jackson " + version + "\n");
      assertThat(ended.get(VERSIONS.indexOf(version)))
          .as(Files.readString(outputOf(version)))
          .isTrue();
    }
  }

  @ParameterizedTest
  @FieldSource("VERSIONS")
  void whatEveryVersionCanReadIsPublishedAndTheRestIsRefused(String version) throws IOException {
    Map<String, String> expected =
        byName(
            DocumentsAtLimits.all().stream(),
            Candidate::name,
            candidate -> candidate.isTaken() ? JacksonRunner.PUBLISHED : JacksonRunner.REFUSED);
    Map<String, String> found =
        byName(linesOf(version).stream(), line -> line.get(1), line -> line.get(0));

    assertThat(differences(found, expected)).as("with Jackson " + version).isEmpty();
  }

  @ParameterizedTest
  @FieldSource("VERSIONS")
  void whatIsPublishedIsReadAsTheSameValue(String version) throws IOException {
    assertThat(differences(published(version, 4), published(version, 3)))
        .as("with Jackson " + version)
        .isEmpty();
  }

  @ParameterizedTest
  @FieldSource("VERSIONS")
  void theTextThatIsStoredIsTheSameWithEachVersion(String version) throws IOException {
    assertThat(differences(published(version, 2), published(COMPILED_WITH, 2)))
        .as("with Jackson " + version)
        .isEmpty();
  }

  @Test
  void theReadmeNamesTheVersions() throws IOException {
    assertThat(Files.readString(Reactor.ROOT.resolve("README.md")).replaceAll("\\s+", " "))
        .contains(String.join(", ", VERSIONS.subList(0, 3)) + " and " + COMPILED_WITH);
  }

  /** One field of what is told of each document that was published. */
  private static Map<String, String> published(String version, int field) throws IOException {
    return byName(
        linesOf(version).stream().filter(line -> line.get(0).equals(JacksonRunner.PUBLISHED)),
        line -> line.get(1),
        line -> line.get(field));
  }

  /** Fails if a name comes twice. */
  private static <T> Map<String, String> byName(
      Stream<T> all, Function<T, String> name, Function<T, String> value) {
    return all.collect(Collectors.toMap(name, value));
  }

  /** The documents of which something else is told, and what. */
  private static Map<String, String> differences(
      Map<String, String> found, Map<String, String> expected) {
    Map<String, String> differences = new TreeMap<>();
    Stream.concat(found.keySet().stream(), expected.keySet().stream())
        .filter(name -> !Objects.equals(found.get(name), expected.get(name)))
        .forEach(
            name -> differences.put(name, found.get(name) + " instead of " + expected.get(name)));
    return differences;
  }

  private static List<List<String>> linesOf(String version) throws IOException {
    try (Stream<String> lines = Files.lines(outputOf(version))) {
      return lines
          .filter(line -> line.matches("(PUBLISHED|REFUSED)\t.*"))
          .map(line -> List.of(line.split("\t")))
          .toList();
    }
  }

  private static Path outputOf(String version) {
    return directory.resolve(version + ".log");
  }
}
