package io.flagcache.checks;

import static io.flagcache.conformance.FlagDefinitionCacheProviderConformance.TIMESCALE;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.conformance.ConformanceRules;
import io.flagcache.conformance.rule.ConformanceRule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * The conformance kit runs with the oldest and the newest JUnit that docs/contract.md names, and
 * with the one that it is compiled with. Each gets a process of its own, whose tests overlap.
 */
final class JUnitRangeTest {
  private static final String COMPILED_WITH = System.getProperty("build.junit");
  private static final List<String> VERSIONS =
      List.of(
          System.getProperty("build.junit.oldest"),
          COMPILED_WITH,
          System.getProperty("build.junit.newest"));

  private static final LibraryVersions JUNIT =
      new LibraryVersions("junit", COMPILED_WITH, Pattern.compile("junit-"));

  @TempDir private Path directory;

  @ParameterizedTest
  @FieldSource("VERSIONS")
  @Execution(ExecutionMode.CONCURRENT)
  void theKitRunsWithTheWholeRangeOfJUnit(String version) throws Exception {
    assertThat(LibraryVersions.ends(start(version))).as("The kit ends").isTrue();
    assertThat(outputOf(version)).startsWith("JUnit " + version);
    assertRanInOrder(version);
    assertRanSideBySide(version);
    assertSkippedVisibly(version);
    assertReported(version);
  }

  @Test
  void theContractNamesTheRange() throws IOException {
    assertThat(Files.readString(Reactor.ROOT.resolve("docs/contract.md")))
        .contains(String.join(", ", VERSIONS.subList(0, 2)) + " and " + VERSIONS.get(2));
  }

  private void assertRanInOrder(String version) throws IOException {
    assertThat(rules(version, "PLANNED"))
        .as("rules in the order of JUnit " + version)
        .containsExactlyElementsOf(
            ConformanceRules.all().stream().<String>map(ConformanceRule::id).toList());
    assertThat(rules(version, "SUCCESSFUL|ABORTED|FAILED"))
        .as("rules that JUnit " + version + " ran")
        .containsExactlyInAnyOrderElementsOf(rules(version, "PLANNED"));
    assertThat(outputOf(version)).noneMatch(line -> line.startsWith("FAILED "));
  }

  /** Nobody has configured that. */
  private void assertRanSideBySide(String version) throws IOException {
    assertThat(outputOf(version)).as("with JUnit " + version).contains("AT ONCE 4");
  }

  private List<String> rules(String version, String events) throws IOException {
    return outputOf(version).stream()
        .filter(line -> line.matches("(" + events + ") .*"))
        .map(line -> line.split(" ", 3)[1])
        .distinct()
        .toList();
  }

  private void assertSkippedVisibly(String version) throws IOException {
    assertThat(outputOf(version))
        .as("skips with JUnit " + version)
        .anyMatch(line -> line.matches("ABORTED F1 .*: F1 needs a capability .* \\[BACKEND_HANG]"))
        .anyMatch(line -> line.matches("ABORTED C1 .*: C1 is waived: " + KitRunner.WAIVED));
  }

  private void assertReported(String version) throws IOException {
    Path report =
        directory.resolve(version).resolve("flagcache-conformance/" + KitRunner.class.getName());
    assertThat(Path.of(report + ".txt"))
        .content(StandardCharsets.UTF_8)
        .as("report with JUnit " + version)
        .contains("\n✓ E2 ", "\n- C1 ", "\n✓ P11 ")
        .doesNotContain("✗")
        .doesNotContain("not run");
    assertThat(Path.of(report + ".json"))
        .content(StandardCharsets.UTF_8)
        .contains("\"broken\": false");
  }

  private Process start(String version) throws IOException {
    return LibraryVersions.start(
        directory.resolve(version + ".log"),
        List.of("-Xmx512m", "-D" + TIMESCALE + "=" + System.getProperty(TIMESCALE, "1")),
        classPath(version),
        KitRunner.class,
        directory.resolve(version).toString());
  }

  private List<String> outputOf(String version) throws IOException {
    return Files.readAllLines(directory.resolve(version + ".log"));
  }

  /** Comes before the configuration of JUnit that this module has for itself. */
  private Path withoutConfiguration() throws IOException {
    Path folder = Files.createDirectories(directory.resolve("configuration"));
    Files.writeString(folder.resolve("junit-platform.properties"), "");
    return folder;
  }

  /** Without the engines of others. */
  private List<String> classPath(String version) throws IOException {
    return Stream.concat(
            Stream.of(withoutConfiguration().toString()),
            JUNIT.classPath(version).stream().filter(entry -> !entry.contains("archunit")))
        .toList();
  }
}
