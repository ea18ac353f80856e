package io.flagcache.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The archive of classes that the image and the command line start with has what they load. */
final class ClassArchiveTest {

  private static final Path BUILT = Reactor.ROOT.resolve("cli/target/flagcache.jar");
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  @TempDir private Path directory;

  @Test
  @EnabledIfSystemProperty(
      named = "flagcache.test.full",
      matches = "true",
      disabledReason = "starts eight JVMs: -Pfull")
  void hasTheClassesOfEachBackend() throws Exception {
    assumeTrue(Files.exists(BUILT), "Only 'package' and later phases of Maven build " + BUILT);
    Path jar = Files.copy(BUILT, directory.resolve("flagcache.jar"));
    Path archive = directory.resolve("flagcache.jsa");
    run(List.of("sh", Reactor.ROOT.resolve("archive-classes").toString(), jar.toString()));

    List<String> loaded =
        run(
            List.of(
                JAVA,
                "-XX:+UseSerialGC",
                "-Xshare:on",
                "-XX:SharedArchiveFile=" + archive,
                "-Xlog:class+load",
                "-jar",
                jar.toString(),
                "status",
                "--url",
                "redis://127.0.0.1:1"));

    Stream<String> fromJar = loaded.stream().filter(line -> line.contains("source: file:"));
    assertThat(fromJar.count()).isLessThan(100);
    assertThat(loaded)
        .filteredOn(line -> line.contains("source: shared objects file"))
        .anyMatch(line -> line.contains("org.redisson.Redisson "))
        .anyMatch(line -> line.contains("io.flagcache.cli.FlagcacheCommand "));
  }

  private List<String> run(List<String> command) throws IOException, InterruptedException {
    Path output = directory.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    boolean ended = process.waitFor(5, TimeUnit.MINUTES);
    process.destroyForcibly();
    assertThat(ended).as("%s ends", command).isTrue();
    return Files.readAllLines(output);
  }
}
