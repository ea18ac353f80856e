package io.flagcache.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flagcache.testservers.ShortJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code flagcache sync} in a process of its own, with a free port. */
final class RunningSync implements AutoCloseable {

  private static final Pattern ADDRESS =
      Pattern.compile("health and metrics: (http://[^\" \\n]+:\\d+)");
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Process process;
  private final Path log;

  private RunningSync(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  static RunningSync start(Path log, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command =
        ShortJvm.command(
            "-Xmx128m",
            "-cp",
            System.getProperty("java.class.path"),
            FlagcacheCommand.class.getName(),
            "sync",
            "--listen",
            "127.0.0.1:0");
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    return new RunningSync(builder.start(), log);
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The answer's status and text; 0 as long as nobody answers. */
  String get(String path) {
    Matcher address = ADDRESS.matcher(log().replace("\\/", "/"));
    if (!address.find()) {
      return "0 not started";
    }
    try {
      HttpResponse<String> answer =
          HTTP.send(
              HttpRequest.newBuilder(URI.create(address.group(1) + path)).build(),
              HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.body();
    } catch (IOException e) {
      return "0 " + e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "0 " + e;
    }
  }

  void awaitReady(String role, Duration limit) {
    await()
        .atMost(limit)
        .untilAsserted(
            () -> assertThat(get("/health/ready")).as(log()).startsWith("200").contains(role));
  }

  boolean hasEnded() {
    return !process.isAlive();
  }

  void kill() {
    process.destroyForcibly();
  }

  /** SIGTERM; returns the exit code, or fails after 10 s. */
  int terminate() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      throw new AssertionError("It did not end within 10 s:\n" + log());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
