package io.flagcache.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The self-contained jar has all that its commands look up at run time. */
final class CommandLineJarTest {
  private static final Path JAR = Reactor.ROOT.resolve("cli/target/flagcache.jar");

  @TempDir private Path directory;

  @BeforeEach
  void theJarIsBuilt() {
    assumeTrue(Files.exists(JAR), "Only 'package' and later phases of Maven build " + JAR);
  }

  @Test
  void runsTheConformanceKitOverEveryKindOfBackend() throws Exception {
    assertThat(run("conformance", "--url", "memory:x", "--rule", "E1,I1"))
        .contains("32 rules: 2 kept, 30 not run.");
    assertThat(run("conformance", "--url", "jdbc:h2:mem:x;DB_CLOSE_DELAY=-1", "--rule", "E1"))
        .contains("32 rules: 1 kept, 31 not run.");
    for (String dead :
        List.of(
            "redis://127.0.0.1:1",
            "dynamodb://flags?region=eu-west-1&endpoint=http://127.0.0.1:1")) {
      assertThat(run("conformance", "--url", dead)).contains("flagcache: The cache ");
    }
  }

  private String run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-jar", JAR.toString()));
    command.addAll(List.of(arguments));
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(1, TimeUnit.MINUTES);
    process.destroyForcibly();
    assertThat(ended).as("The command ends within a minute").isTrue();
    return Files.readString(output, StandardCharsets.UTF_8);
  }
}
