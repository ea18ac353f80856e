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
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A worker with PostHog's SDK for Node over the shared layout, in a process of Node's. */
final class NodeWorker implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SOURCE = Path.of("src/test/node");
  private static final Queue<NodeProcess> IDLE = new ConcurrentLinkedQueue<>();
  private static @Nullable String whyNot;
  private static @Nullable Path installed;

  private final NodeProcess process;
  private boolean running = true;

  private NodeWorker(JsonNode start) {
    NodeProcess idle = IDLE.poll();
    process = idle == null ? NodeProcess.start(installed()) : idle;
    process.ask(start);
  }

  /** A worker after PostHog's example, which has not polled yet. */
  static NodeWorker start(String redisUrl, String apiUrl, String serviceKey) {
    return new NodeWorker(command("start", redisUrl, apiUrl).put("serviceKey", serviceKey));
  }

  /** A worker that runs the reader of the guide, under the service key that this has. */
  static NodeWorker startReader(String redisUrl, String apiUrl) {
    return new NodeWorker(command("startReader", redisUrl, apiUrl));
  }

  private static ObjectNode command(String name, String redisUrl, String apiUrl) {
    return JSON.createObjectNode()
        .put("name", name)
        .put("redisUrl", redisUrl)
        .put("apiUrl", apiUrl);
  }

  /** Runs one worker after another, since a process of Node's takes long to start. */
  private record NodeProcess(Process process, BufferedReader answers, Writer commands) {

    static NodeProcess start(Path directory) {
      try {
        Process process =
            new ProcessBuilder("node", "worker.mjs")
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new NodeProcess(
            process,
            process.inputReader(StandardCharsets.UTF_8),
            process.outputWriter(StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    JsonNode ask(JsonNode command) {
      try {
        commands.write(command + "\n");
        commands.flush();
        String line = answers.readLine();
        if (line == null) {
          throw new IllegalStateException("The Node process ended at " + command);
        }
        return JSON.readTree(line);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void kill() {
      process.destroyForcibly().onExit().join();
    }
  }

  /** Installs the packages of the lock file once; a visible skip where that is not possible. */
  static synchronized Path installed() {
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
      for (String file : List.of("shared-flags.mjs", "posthog.mjs")) {
        OtherLanguagesGuide.writeFile(file, directory);
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
      return process.waitFor(10, TimeUnit.MINUTES) && process.exitValue() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      process.destroyForcibly();
    }
  }

  /** Lets the SDK poll once. */
  boolean polls() {
    return process.ask(JSON.createObjectNode().put("name", "poll")).get("leads").booleanValue();
  }

  /** All flags and payloads for each of these people, evaluated in the process. */
  JsonNode evaluates(JsonNode people) {
    ObjectNode command = JSON.createObjectNode().put("name", "evaluate");
    return process.ask(command.set("people", people)).get("values");
  }

  void shutdown() {
    running = false;
    process.ask(JSON.createObjectNode().put("name", "shutdown"));
    IDLE.add(process);
  }

  /** As {@code kill -9} does. */
  void kill() {
    running = false;
    process.kill();
  }

  @Override
  public void close() {
    if (running) {
      shutdown();
    }
  }

  /** Ends the processes of all workers that were closed. */
  static void endProcesses() {
    for (NodeProcess idle = IDLE.poll(); idle != null; idle = IDLE.poll()) {
      idle.kill();
    }
  }
}
