package io.flagcache.checks;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flagcache.checks.Example.Step;
import io.flagcache.cli.FlagcacheCommand;
import io.flagcache.testservers.ServerProcesses;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Runs the commands of an example's README in a built copy of it, and sees that each prints what
 * stands there.
 */
final class ExampleRun implements AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String FLAGCACHE = "../../flagcache";

  /** Where the README says that an application listens. */
  private static final String PORT = "8080";

  private static final int STOPPED_BY_SIGTERM = 143;

  /** A busy machine has others, of what came too late. */
  private static final Pattern OF_SETTINGS = Pattern.compile("WARN.*(HikariConfig|[Dd]eprecated)");

  private final Example example;
  private final Path directory;
  private final Map<String, String> environment;
  private final String port = Integer.toString(ServerProcesses.freePort());
  private int processes;
  private @Nullable Process application;
  private @Nullable Path log;

  /**
   * Runs nothing yet.
   *
   * @param directory the built copy
   * @param environment what the application is told there
   */
  ExampleRun(Example example, Path directory, Map<String, String> environment) {
    this.example = example;
    this.directory = directory;
    this.environment = environment;
  }

  void perform(Step step) throws IOException, InterruptedException {
    List<String> words = step.words();
    switch (words.get(0)) {
      case FLAGCACHE -> flagcache(step, words.subList(1, words.size()));
      case "mvn" -> assertThat(step.command()).as("what was done before").isEqualTo("mvn package");
      case "java" -> application(step, words.subList(1, words.size()));
      case "curl" -> request(step, words.get(words.size() - 1));
      default -> throw new AssertionError("Nothing here knows how to run: " + step.command());
    }
  }

  private void flagcache(Step step, List<String> arguments)
      throws IOException, InterruptedException {
    if (arguments.equals(List.of("stand-in"))) {
      return; // One that the test has started stands in for that.
    }
    List<String> line =
        new ArrayList<>(
            List.of(
                "-cp", System.getProperty("java.class.path"), FlagcacheCommand.class.getName()));
    line.addAll(arguments);
    Path output = newLog();
    Process command = start(line, output);
    assertThat(LibraryVersions.ends(command)).as(Document.read(output)).isTrue();
    assertPrinted(step, Document.read(output));
  }

  private void application(Step step, List<String> arguments) throws IOException {
    if (example.isService()) {
      startApplication(arguments);
      awaitPrinted(step, this::log);
    } else {
      // Again if it was slower than its own deadlines, as it may be on a busy machine.
      boolean done = comesTrue(() -> runApplication(arguments) && hasAll(step, log()));
      assertThat(done)
          .as("%s ends by itself and prints %s; last%n%s", step.command(), step.prints(), log())
          .isTrue();
    }
  }

  private void startApplication(List<String> arguments) throws IOException {
    log = newLog();
    application = start(arguments, log);
  }

  private boolean runApplication(List<String> arguments) throws Exception {
    startApplication(arguments);
    return LibraryVersions.ends(Objects.requireNonNull(application));
  }

  private void request(Step step, String url) {
    URI uri = URI.create("http://" + url.replace(":" + PORT, ":" + port));
    awaitPrinted(step, () -> answer(uri));
  }

  /** Empty as long as nobody answers. */
  private static String answer(URI uri) {
    try {
      return HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void awaitPrinted(Step step, Supplier<String> printed) {
    comesTrue(() -> !Objects.requireNonNull(application).isAlive() || hasAll(step, printed.get()));
    assertPrinted(step, printed.get());
  }

  /** False if it does not, so that a better message can say what is missing. */
  private static boolean comesTrue(Callable<Boolean> condition) {
    try {
      await().until(condition);
      return true;
    } catch (ConditionTimeoutException e) {
      return false;
    }
  }

  private boolean hasAll(Step step, String printed) {
    return step.prints().stream().allMatch(line -> pattern(line).matcher(printed).find());
  }

  private void assertPrinted(Step step, String printed) {
    assertThat(step.prints())
        .as("%s, which prints%n%s%nand its application%n%s", step.command(), printed, log())
        .allMatch(line -> pattern(line).matcher(printed).find());
  }

  private Pattern pattern(String line) {
    return Pattern.compile(
        Arrays.stream(line.replace(PORT, port).split("…", -1))
            .map(Pattern::quote)
            .collect(joining(".*", "(?m)^", "$")));
  }

  /** Ends a service as an orchestrator does. */
  void stop() throws InterruptedException {
    Process ending = Objects.requireNonNull(application);
    ending.destroy();
    await().until(() -> !ending.isAlive());
    assertThat(ending.waitFor()).as(log()).isEqualTo(STOPPED_BY_SIGTERM);
    assertThat(log()).as("warnings of settings").doesNotContainPattern(OF_SETTINGS);
  }

  private String log() {
    return log == null ? "was not started" : Document.read(log);
  }

  private Path newLog() {
    processes++;
    return directory.resolve("target").resolve("run-" + port + "-" + processes + ".log");
  }

  private Process start(List<String> arguments, Path output) throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
    line.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.matches("(FLAGCACHE|POSTHOG|SPRING|QUARKUS|MICRONAUT|DATABASE)_.*"));
    for (String name :
        List.of("PORT", "SERVER_PORT", "QUARKUS_HTTP_PORT", "MICRONAUT_SERVER_PORT")) {
      builder.environment().put(name, port);
    }
    builder.environment().putAll(environment);
    return builder.start();
  }

  @Override
  public void close() {
    if (application != null) {
      application.destroyForcibly();
    }
  }
}
