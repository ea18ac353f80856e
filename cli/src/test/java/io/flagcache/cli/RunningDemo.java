package io.flagcache.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flagcache.testservers.ShortJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The demo in a process of its own, which a test can end from outside. */
final class RunningDemo implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final Process process;
  private final Path temporary;
  private final Path output;

  private RunningDemo(Process process, Path temporary, Path output) {
    this.process = process;
    this.temporary = temporary;
    this.output = output;
  }

  static RunningDemo start(Path folder, List<String> arguments, String secretKey)
      throws IOException {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    Path output = folder.resolve("output");
    List<String> command =
        ShortJvm.command(
            "-Djava.io.tmpdir=" + temporary,
            "-cp",
            System.getProperty("java.class.path"),
            FlagcacheCommand.class.getName(),
            "demo",
            "--plain");
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("POSTHOG_SECRET_KEY", secretKey);
    builder.redirectOutput(output.toFile());
    return new RunningDemo(builder.start(), temporary, output);
  }

  /** Waits until so many workers poll. */
  List<ProcessHandle> awaitWorkers(int count) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(Files.readString(output).lines())
                    .filteredOn(line -> line.contains("serves v1"))
                    .hasSizeGreaterThanOrEqualTo(count));
    return process.descendants().toList();
  }

  static void awaitEnd(List<ProcessHandle> processes) {
    assertThat(processes).hasSizeGreaterThanOrEqualTo(2);
    await().atMost(PATIENCE).until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
  }

  /** What the demo has in its temporary folder, apart from the JVM's own files. */
  List<Path> temporaryFiles() throws IOException {
    try (Stream<Path> found = Files.list(temporary)) {
      return found.filter(path -> path.getFileName().toString().startsWith("flagcache")).toList();
    }
  }

  void kill() {
    process.destroyForcibly();
  }

  int terminate() throws InterruptedException {
    process.destroy();
    return process.waitFor();
  }

  @Override
  public void close() {
    List<ProcessHandle> rest = process.descendants().toList();
    process.destroyForcibly();
    rest.forEach(ProcessHandle::destroyForcibly);
  }
}
