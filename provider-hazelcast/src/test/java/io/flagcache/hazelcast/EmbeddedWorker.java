package io.flagcache.hazelcast;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.FlagDefinitionCacheProviders;
import io.flagcache.testservers.ServerProcesses;
import io.flagcache.testservers.ShortJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A worker in a JVM of its own, which is a member of the cluster at the same time. It polls, and
 * says at each poll whether it leads and what it reads; a leader publishes one document.
 */
final class EmbeddedWorker {

  private final Process process;
  private final Path log;

  EmbeddedWorker(String url, String document) {
    Path directory = ServerProcesses.newDirectory("flagcache-embedded");
    this.log = directory.resolve("log");
    try {
      process =
          new ProcessBuilder(
                  ShortJvm.command(
                      "-Xmx160m",
                      "-cp",
                      System.getProperty(
                          "surefire.test.class.path", System.getProperty("java.class.path")),
                      EmbeddedWorker.class.getName(),
                      url,
                      document))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ServerProcesses.atExit(this::kill, directory);
  }

  /** What it said last. */
  String said() {
    try {
      List<String> lines =
          Files.readAllLines(log).stream().filter(line -> line.startsWith("poll ")).toList();
      return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGTERM: it closes its provider in a hook. */
  void terminate() {
    process.destroy();
    process.onExit().join();
  }

  void kill() {
    process.destroyForcibly().onExit().join();
  }

  public static void main(String[] arguments) {
    FlagDefinitionCacheProvider worker = FlagDefinitionCacheProviders.create(arguments[0]);
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> worker.shutdown().toCompletableFuture().join()));
    boolean published = false;
    while (true) {
      try {
        boolean leads = worker.shouldFetchFlagDefinitions().toCompletableFuture().join();
        if (leads && !published) {
          worker
              .onFlagDefinitionsReceived(TestWorker.document(arguments[1]))
              .toCompletableFuture()
              .join();
          published = true;
        }
        String read =
            worker
                .getFlagDefinitions()
                .toCompletableFuture()
                .join()
                .map(Object::toString)
                .orElse("");
        System.out.println("poll " + (leads ? "leads " : "follows ") + Optional.of(read));
      } catch (RuntimeException e) {
        System.out.println("poll failed " + e);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(TestWorker.POLL.toMillis()));
    }
  }
}
