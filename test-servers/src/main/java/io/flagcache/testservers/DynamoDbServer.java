package io.flagcache.testservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** DynamoDB Local in a process of its own, which keeps its data on disk. It ends with this JVM. */
public final class DynamoDbServer {

  private static final Path JARS = Path.of("../dynamodb-local/target/server");
  private static @Nullable DynamoDbServer shared;

  private final Path directory = ServerProcesses.newDirectory("flagcache-dynamodb");
  private final int port = ServerProcesses.freePort();
  private Process process;

  private DynamoDbServer() {
    process = launch();
    ServerProcesses.atExit(this::kill, directory);
    awaitAnswer();
  }

  /** The one that tests share, or a visible skip where its jars were not fetched. */
  public static synchronized DynamoDbServer shared() {
    DynamoDbServer started = shared;
    if (started == null) {
      started = start();
      shared = started;
    }
    return started;
  }

  /** Another one, or a visible skip. */
  public static DynamoDbServer start() {
    Assumptions.assumeTrue(
        Files.isDirectory(JARS), "The jars of DynamoDB Local are not in " + JARS);
    return new DynamoDbServer();
  }

  private Process launch() {
    try {
      return new ProcessBuilder(
              ShortJvm.command(
                  "-Xmx400m",
                  "-cp",
                  JARS.toAbsolutePath() + "/*",
                  "com.amazonaws.services.dynamodbv2.local.main.ServerRunner",
                  "-dbPath",
                  directory.toString(),
                  "-sharedDb",
                  "-disableTelemetry",
                  "-port",
                  Integer.toString(port)))
          .directory(directory.toFile())
          .redirectErrorStream(true)
          .redirectOutput(directory.resolve("log").toFile())
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitAnswer() {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest anything = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port)).build();
    ServerProcesses.await(
        Duration.ofMinutes(3),
        () -> client.send(anything, BodyHandlers.discarding()) != null,
        () -> "DynamoDB Local does not start: " + Files.readString(directory.resolve("log")));
  }

  public int port() {
    return port;
  }

  public void pause() {
    ServerProcesses.pause(process.toHandle());
  }

  public void resume() {
    ServerProcesses.resume(process.toHandle());
  }

  public void kill() {
    ServerProcesses.kill(process.toHandle());
  }

  /** Starts it again after it was killed, on the same port with the same data. */
  public void restart() {
    process = launch();
    awaitAnswer();
  }
}
