package io.flagcache.checks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TimeReportTest {
  private static final Instant BUILD = Instant.parse("2026-11-28T12:00:00Z");

  @TempDir private Path root;

  @Test
  void namesTheSlowestClassesAndTheModules() throws Exception {
    for (int i = 1; i <= 11; i++) {
      report("core", "Fast" + i + "Test", "0." + (10 + i), BUILD.plusSeconds(i));
    }
    report("core", "SlowTest", "1,234.5", BUILD.plusSeconds(1300));
    report("cli", "OtherTest", "2.25", BUILD.plusSeconds(3));

    assertThat(printed())
        .isEqualTo(
            """
            Time of this build's tests: the sum over classes, which overlap, and the wall time
              module                classes    tests        sum       wall
              core                       12       36   1236.3 s   1299.1 s
              cli                         1        3      2.3 s      2.3 s
              all                        13       39   1238.5 s   1299.3 s
            Slowest classes
                1234.5 s  core                 SlowTest
                   2.3 s  cli                  OtherTest
                   0.2 s  core                 Fast11Test
                   0.2 s  core                 Fast10Test
                   0.2 s  core                 Fast9Test
                   0.2 s  core                 Fast8Test
                   0.2 s  core                 Fast7Test
                   0.2 s  core                 Fast6Test
                   0.2 s  core                 Fast5Test
                   0.1 s  core                 Fast4Test
            """);
  }

  @Test
  void passesOverReportsOfAnEarlierBuildAndNamesTheirModules() throws Exception {
    report("core", "OldTest", "9.0", BUILD.minusMillis(1));
    report("core", "NewTest", "1.0", BUILD);
    report("cli", "OldTest", "9.0", BUILD.minusSeconds(60));
    Files.createDirectories(root.resolve("cli/src/test/java"));
    Files.createDirectories(root.resolve("api/src/test/java"));

    assertThat(printed())
        .contains("NewTest")
        .doesNotContain("OldTest")
        .endsWith("No tests of this build in api, cli\n");
  }

  @Test
  void saysWhatItCannotRead() throws Exception {
    report("core", "NewTest", "1.0", BUILD);
    Files.writeString(root.resolve("core/target/surefire-reports/TEST-Torn.xml"), "<testsuite na");

    assertThat(printed()).contains("NewTest").endsWith("TEST-Torn.xml\n");
  }

  @Test
  void printsNothingWithoutTests() throws Exception {
    report("core", "OldTest", "9.0", BUILD.minusSeconds(60));

    assertThat(printed()).isEmpty();
  }

  private void report(String module, String name, String time, Instant written) throws IOException {
    Path reports = Files.createDirectories(root.resolve(module).resolve("target/surefire-reports"));
    Path file = reports.resolve("TEST-" + name + ".xml");
    Files.writeString(
        file,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"%s\" time=\"%s\" tests=\"3\"/>"
            .formatted(name, time));
    Files.setLastModifiedTime(file, FileTime.from(written));
  }

  private String printed() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new TimeReport(root, BUILD).print(new PrintStream(bytes, true, UTF_8));
    return bytes.toString(UTF_8).replace(System.lineSeparator(), "\n");
  }
}
