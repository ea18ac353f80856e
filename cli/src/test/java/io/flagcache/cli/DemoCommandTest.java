package io.flagcache.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.demo.DemoSettings;
import io.flagcache.demo.Origin;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class DemoCommandTest {

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--workers 1                       | --workers is 1",
        "--workers 51                      | --workers is 51",
        "--workers many                    | 'many' is not an int",
        "--poll 5ms                        | --poll is PT0.005S; use PT0.1S to PT1M",
        "--poll -1s                        | --poll is PT-1S",
        "--poll 61s                        | --poll is PT1M1S",
        "--poll often                      | 'often' is no duration",
        "--poll 1xms                       | '1xms' is no duration",
        "--allowance -1ms                  | --allowance is PT-0.001S",
        "--allowance 2h                    | --allowance is PT2H",
        "--flags 0                         | --flags is 0",
        "--flags 5 --definitions x.json    | leave it or --definitions out",
        "--token phc_1                     | name it with --host",
        "--secret-key phs_1                | name it with --host",
        "--host https://x --flags 5        | leave them or --host out",
        "--host https://x                  | add --token",
        "--host ftp://x --token phc_1      | --host is 'ftp://x'",
        "--host x --token phc_1            | --host is 'x'",
        "--nosuch                          | Unknown option: '--nosuch'",
        "--definitions                     | Missing required parameter"
      })
  void refusesWrongUsageInOneLine(String arguments, String message) {
    int exit = execute(("demo " + arguments).strip().split(" +"));

    assertThat(exit).isEqualTo(2);
    assertThat(err.toString()).contains(message).contains("flagcache demo --help");
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(out.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "[]", "[{\"flags\":[]}]", "{\"flags\":", "", "null", "{\"flags\":1}"})
  void refusesAFileThatIsNoDocument(String json) throws Exception {
    Path file = Files.writeString(folder.resolve("bad.json"), json);

    assertThat(execute("demo", "--definitions", file.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("--definitions " + file + " cannot be used: ");
    assertThat(err.toString().lines()).hasSize(1);
  }

  @Test
  void refusesAFileThatCannotBeRead() {
    Path file = folder.resolve("missing.json");

    assertThat(execute("demo", "--definitions", file.toString())).isEqualTo(2);
    assertThat(err.toString()).contains(file + " cannot be read: there is no such file");
  }

  @Test
  void usesAFileOrAGeneratedDocument() throws Exception {
    Path file = Files.writeString(folder.resolve("two.json"), "{\"flags\":[{\"key\":\"a\"},{}]}");

    assertThat(settings(Map.of(), "--definitions", file.toString()).origin())
        .isInstanceOfSatisfying(
            Origin.StandIn.class,
            origin -> {
              assertThat(origin.name()).isEqualTo("two.json");
              assertThat(origin.document().flags()).isEqualTo(2);
            });
    assertThat(settings(Map.of()).origin())
        .isInstanceOfSatisfying(
            Origin.StandIn.class, origin -> assertThat(origin.document().flags()).isEqualTo(400));
  }

  @Test
  void hasDefaultsAndReadsTimes() {
    assertThat(settings(Map.of()).workers()).isEqualTo(5);
    assertThat(settings(Map.of()).poll()).isEqualTo(Duration.ofSeconds(1));
    assertThat(settings(Map.of()).cacheUrl()).isEmpty();
    assertThat(settings(Map.of(), "--poll", "250ms").poll()).isEqualTo(Duration.ofMillis(250));
    assertThat(settings(Map.of(), "--poll", "PT2S").poll()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void findsTheSecretKeyWithoutTheCommandLine() throws Exception {
    Path file = Files.writeString(folder.resolve("key"), "phs_file\n");
    String[] real = {"--host", "https://eu.i.posthog.com", "--token", "phc_1"};

    assertThat(key(settings(Map.of("POSTHOG_SECRET_KEY", "phs_env"), real))).isEqualTo("phs_env");
    assertThat(
            key(
                settings(
                    Map.of("POSTHOG_SECRET_KEY", "phs_env"),
                    with(real, "--secret-key-file", file.toString()))))
        .isEqualTo("phs_file");
    assertThat(key(settings(Map.of(), with(real, "--secret-key", "phs_line"))))
        .isEqualTo("phs_line");
  }

  @Test
  void needsASecretKeyForARealPostHog() throws Exception {
    Path empty = Files.createFile(folder.resolve("empty"));

    assertThat(
            execute(
                "demo",
                "--host",
                "https://x",
                "--token",
                "t",
                "--secret-key-file",
                empty.toString()))
        .isEqualTo(2);
    assertThat(err.toString())
        .contains("--secret-key-file " + empty + " has nothing on its first line");
  }

  @Test
  void showsNoSecret() {
    DemoSettings settings =
        settings(
            Map.of("POSTHOG_SECRET_KEY", "phs_env"),
            "--host",
            "https://eu.i.posthog.com",
            "--token",
            "phc_1",
            "--url",
            "jdbc:x;PASSWORD=pw");

    assertThat(settings.toString()).doesNotContain("phs_env").doesNotContain("pw");
  }

  @Test
  void helpsWithoutTheHiddenCommand() {
    assertThat(execute("--help")).isZero();
    assertThat(out.toString()).contains("demo").doesNotContain("\n  worker");
    assertThat(execute()).isEqualTo(2);
    assertThat(err.toString()).contains("Usage: flagcache");
  }

  @Test
  void namesItsVersion() {
    assertThat(execute("--version")).isZero();
    assertThat(out.toString()).startsWith("flagcache ");
  }

  private static String key(DemoSettings settings) {
    return ((Origin.PostHog) settings.origin()).secretKey();
  }

  private static String[] with(String[] arguments, String... more) {
    return Stream.concat(Arrays.stream(arguments), Arrays.stream(more)).toArray(String[]::new);
  }

  private static DemoSettings settings(Map<String, String> environment, String... arguments) {
    DemoCommand command = new DemoCommand();
    new CommandLine(command).parseArgs(arguments);
    return command.settings(environment);
  }

  private int execute(String... arguments) {
    return FlagcacheCommand.commandLine(Map.of())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
