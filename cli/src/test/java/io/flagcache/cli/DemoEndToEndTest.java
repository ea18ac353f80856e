package io.flagcache.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.flagcache.demo.standin.GeneratedDefinitions;
import io.flagcache.demo.standin.ServedDocument;
import io.flagcache.demo.standin.StandInEndpoint;
import io.flagcache.testservers.MachineLoad;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the whole demo, with processes of its own, as the command line does. */
@Execution(ExecutionMode.CONCURRENT)
class DemoEndToEndTest {

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @AfterEach
  void deleteKeptLogs() throws IOException {
    Matcher kept = Pattern.compile("\\S+flagcache-demo-\\d+").matcher(out.toString() + err);
    while (kept.find()) {
      try (Stream<Path> files = Files.walk(Path.of(kept.group()))) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  @Test
  void keepsAllPromisesOverH2() throws Exception {
    int exit = demo(3, "--definitions", definitions("captured-response.json").toString());

    assumeThatTheFirstFetchEndedWithinALease(exit);
    assertThat(exit).as(out + "\n" + err).isZero();
    assertThat(out.toString())
        .contains("All promises held.")
        .contains("✓ E4     A killed leader is replaced")
        .contains("✓ E5     A stopped leader is replaced")
        .contains("A change reaches everyone: after")
        .contains("steps back: 0")
        .contains("fetches: 1")
        .doesNotContain("✗", "!", "\u001b");
    assertThat(out.toString().lines().filter(line -> line.contains("serves v2")))
        .hasSizeGreaterThanOrEqualTo(3);
    assertThat(requests("without sharing")).isGreaterThanOrEqualTo(15);
    assertThat(requests("with sharing")).isLessThan(requests("without sharing"));
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void leavesTheFlagsOfARealPostHogAlone() throws Exception {
    ServedDocument document =
        ServedDocument.of(Files.readAllBytes(definitions("dependency-chain.json")));
    try (StandInEndpoint api = StandInEndpoint.start("phc_t", "phs_s", document)) {
      Path key = Files.writeString(folder.resolve("key"), "phs_s");

      int exit =
          demo(
              2,
              "--host",
              api.host(1).toString(),
              "--token",
              "phc_t",
              "--secret-key-file",
              key.toString());

      assumeThatTheFirstFetchEndedWithinALease(exit);
      assertThat(exit).as(out + "\n" + err).isZero();
      assertThat(out.toString())
          .contains("Note: No flag was changed, since this is a real PostHog.")
          .contains("All promises held.")
          .doesNotContain("serves v2");
    }
  }

  @Test
  void saysWhichPromisesABrokenCacheBreaks() {
    int exit = demo(2, "--url", "everyone-leads:nothing");

    assertThat(exit).as(out + "\n" + err).isEqualTo(1);
    assertThat(out.toString())
        .contains("✗ E1 E3")
        .contains("✗ C1 ")
        .contains("✗ C2 ")
        .contains("3 promises did not hold.")
        .containsPattern("The workers' logs are in \\S+flagcache-demo-");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jdbc:h2:tcp://127.0.0.1:1/x;flagcache.password=hidden | The cache does not answer: Connection refused",
        "jdbc:h2:mem:x;flagcache.nosuch=hidden                 | 'nosuch'",
        "jdbc:h2:mem:x;flagcache.entryTtl=-1s                  | entryTtl is PT-1S",
        "nosuch://cache?password=hidden                        | 'nosuch'",
        "hidden                                                | begins with a scheme"
      })
  void cannotStartWithACacheThatCannotBeUsed(String url, String message) {
    int exit = demo(2, "--url", url);

    assertThat(exit).isEqualTo(2);
    assertThat(err.toString()).contains(message).doesNotContain("hidden");
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void cannotStartWithAKeyThatTheApiRefuses() throws Exception {
    try (StandInEndpoint api = api()) {
      int exit =
          demo(
              2, "--host", api.host(1).toString(), "--token", "phc_t", "--secret-key", "phs_wrong");

      assertThat(exit).isEqualTo(2);
      assertThat(err.toString())
          .contains("The API returned no definitions")
          .contains("401")
          .doesNotContain("phs_wrong");
      assertThat(err.toString().lines()).hasSize(1);
    }
  }

  @Test
  void endsItsWorkersWhenItIsKilled() throws Exception {
    try (StandInEndpoint api = api();
        RunningDemo demo = RunningDemo.start(folder, realPostHog(api), "phs_s")) {
      List<ProcessHandle> workers = demo.awaitWorkers(2);
      assertThat(workers)
          .allSatisfy(
              worker -> assertThat(commandLine(worker)).contains("worker").doesNotContain("phs_s"));

      demo.kill();

      RunningDemo.awaitEnd(workers);
    }
  }

  /** The JDK gives no arguments on Linux that take more than a page, as a long class path does. */
  private static String commandLine(ProcessHandle process) throws IOException {
    Path file = Path.of("/proc", Long.toString(process.pid()), "cmdline");
    return Files.exists(file)
        ? Files.readString(file).replace('\0', ' ')
        : String.join(" ", process.info().arguments().orElseThrow());
  }

  @Test
  void cleansUpWhenItIsTerminated() throws Exception {
    try (StandInEndpoint api = api();
        RunningDemo demo = RunningDemo.start(folder, realPostHog(api), "phs_s")) {
      List<ProcessHandle> workers = demo.awaitWorkers(2);
      assertThat(demo.temporaryFiles()).isNotEmpty();

      assertThat(demo.terminate()).isEqualTo(143);

      RunningDemo.awaitEnd(workers);
      assertThat(demo.temporaryFiles()).isEmpty();
    }
  }

  /** A leader that takes longer is replaced, and the next one fetches, too, as it has to. */
  private void assumeThatTheFirstFetchEndedWithinALease(int exit) {
    assumeFalse(
        exit == 1 && out.toString().contains("✗ C1") && MachineLoad.isHigh(),
        "This machine is too busy to judge");
  }

  private static Path definitions(String document) throws Exception {
    return Path.of(DemoEndToEndTest.class.getResource("/definitions/" + document).toURI());
  }

  private static StandInEndpoint api() throws Exception {
    return StandInEndpoint.start(
        "phc_t", "phs_s", ServedDocument.of(GeneratedDefinitions.of(10, 3)));
  }

  private static List<String> realPostHog(StandInEndpoint api) {
    URI host = api.host(1);
    return List.of("--workers", "2", "--host", host.toString(), "--token", "phc_t");
  }

  private long requests(String label) {
    return out.toString()
        .lines()
        .map(String::strip)
        .filter(line -> line.startsWith(label))
        .map(line -> line.substring(label.length()).strip())
        .map(rest -> rest.substring(0, rest.indexOf(' ')))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow();
  }

  private int demo(int workers, String... arguments) {
    List<String> all = new ArrayList<>(List.of("demo", "--workers", "" + workers));
    all.addAll(List.of("--poll", "500ms", "--allowance", "10s"));
    all.addAll(Arrays.asList(arguments));
    return FlagcacheCommand.commandLine(Map.of())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(all.toArray(String[]::new));
  }
}
