package io.flagcache.conformance.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportDirectoryTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "app/target/test-classes, app/target",
    "app/target/quick/test-classes, app/target",
    "app/build/classes/java/test, app/build",
    "build/app/target/test-classes, build/app/target"
  })
  void isTheBuildsOwn(String classes, String expected) throws Exception {
    ReportDirectory directory = ReportDirectory.ofBuild(classIn(classes)).orElseThrow();

    assertThat(directory.write(report("a.Test")))
        .isEqualTo(folder.resolve(expected).resolve("flagcache-conformance/a.Test.txt"));
  }

  /** As an IDE puts classes somewhere, and runs tests in the directory of the project. */
  @Test
  void isThatOfTheWorkingDirectoryForClassesElsewhere() throws Exception {
    ReportDirectory directory = ReportDirectory.ofBuild(classIn("out/test/app")).orElseThrow();
    Path text = directory.write(report("elsewhere.Test"));

    assertThat(text).startsWith(Path.of("target").toAbsolutePath());
    Files.delete(text);
    Files.delete(text.resolveSibling("elsewhere.Test.json"));
  }

  @Test
  void holdsTheReportsOfAllClassesTogether() throws Exception {
    ReportDirectory directory = new ReportDirectory(folder);
    directory.write(report("b.Test"));
    directory.write(report("a.Test"));
    directory.write(report("b.Test"));

    assertThat(classesIn(folder.resolve("flagcache-conformance.json")))
        .containsExactly("a.Test", "b.Test");
  }

  @Test
  void losesNothingWhenClassesEndAtTheSameTime() throws Exception {
    List<Integer> numbers = IntStream.range(0, 40).boxed().toList();
    numbers.parallelStream()
        .forEach(
            number -> {
              try {
                new ReportDirectory(folder).write(report("Test" + (number + 10)));
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });

    assertThat(classesIn(folder.resolve("flagcache-conformance.json")))
        .containsExactlyElementsOf(numbers.stream().map(n -> "Test" + (n + 10)).toList());
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files).noneMatch(file -> file.toString().endsWith(".tmp"));
    }
  }

  private static List<String> classesIn(Path merged) throws IOException {
    return new ObjectMapper()
        .readTree(merged.toFile())
        .get("reports")
        .findValuesAsText("testClass");
  }

  /** A class that comes from that directory. */
  private Class<?> classIn(String directory) throws Exception {
    Path classes = Files.createDirectories(folder.resolve(directory));
    Path file = Path.of(Sample.class.getName().replace('.', '/') + ".class");
    Files.createDirectories(classes.resolve(file).getParent());
    try (var in = Sample.class.getClassLoader().getResourceAsStream(file.toString())) {
      Files.copy(in, classes.resolve(file));
    }
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {classes.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
      return loader.loadClass(Sample.class.getName());
    }
  }

  private static Report report(String testClass) {
    return new Report(
        testClass,
        Optional.empty(),
        Instant.EPOCH,
        Duration.ZERO,
        Optional.empty(),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty());
  }

  static final class Sample {}
}
