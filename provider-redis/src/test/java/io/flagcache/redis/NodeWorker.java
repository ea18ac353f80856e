package io.flagcache.redis;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A process with PostHog's SDK for Node over the shared layout. */
final class NodeWorker implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SOURCE = Path.of("src/test/node");
  private static @Nullable String whyNot;
  private static @Nullable Path installed;

  private final Process process;
  private final BufferedReader answers;
  private final Writer commands;

  NodeWorker(String redisUrl, String apiUrl, String serviceKey) {
    Path directory = installed();
    ProcessBuilder builder =
        new ProcessBuilder("node", "worker.mjs")
            .directory(directory.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder
        .environment()
        .putAll(Map.of("REDIS_URL", redisUrl, "API_URL", apiUrl, "SERVICE_KEY", serviceKey));
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    answers = process.inputReader(StandardCharsets.UTF_8);
    commands = process.outputWriter(StandardCharsets.UTF_8);
  }

  /** Installs the packages of the lock file once; a visible skip where that is not possible. */
  private static synchronized Path installed() {
    if (installed == null && whyNot == null) {
      Path directory = Path.of("target/node").toAbsolutePath();
      whyNot = install(directory);
      installed = directory;
    }
    assumeTrue(whyNot == null, whyNot);
    return Objects.requireNonNull(installed);
  }

  private static @Nullable String install(Path directory) {
    try {
      Files.createDirectories(directory);
      for (String file : List.of("package.json", "package-lock.json", "worker.mjs")) {
        Files.copy(
            SOURCE.resolve(file), directory.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      }
      run(directory, "node", "--version");
      return run(directory, "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
          ? null
          : "npm could not install PostHog's SDK for Node";
    } catch (IOException e) {
      return "node and npm are not on the path: " + e.getMessage();
    }
  }

  private static boolean run(Path directory, String... command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(command[0] + ".log").toFile())
            .start();
    try {
      return process.waitFor(2, TimeUnit.MINUTES) && process.exitValue() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      process.destroyForcibly();
    }
  }

  /** Lets the SDK poll once. */
  boolean polls() {
    return ask(JSON.createObjectNode().put("name", "poll")).get("leads").booleanValue();
  }

  /** All flags and payloads for each of these people, evaluated in the process. */
  JsonNode evaluates(JsonNode people) {
    ObjectNode command = JSON.createObjectNode().put("name", "evaluate");
    return ask(command.set("people", people)).get("values");
  }

  void shutdown() {
    ask(JSON.createObjectNode().put("name", "shutdown"));
  }

  private JsonNode ask(JsonNode command) {
    try {
      commands.write(command + "\n");
      commands.flush();
      String line = answers.readLine();
      if (line == null) {
        throw new IllegalStateException("The Node worker ended at " + command);
      }
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@code kill -9} does. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}
