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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The self-contained jar has all that its commands look up at run time. */
@Execution(ExecutionMode.CONCURRENT)
final class CommandLineJarTest {
  private static final Path JAR = Reactor.ROOT.resolve("cli/target/flagcache.jar");

  @TempDir private Path directory;

  @BeforeEach
  void theJarIsBuilt() {
    assumeTrue(Files.exists(JAR), "Only 'package' and later phases of Maven build " + JAR);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          memory:x                                                      | E5,I1 | 42 rules: 2 kept, 40 not run.
          jdbc:h2:mem:x;DB_CLOSE_DELAY=-1                               | E5    | 42 rules: 1 kept, 41 not run.
          redis://127.0.0.1:1                                           | E1    | flagcache: The cache
          dynamodb://flags?region=eu-west-1&endpoint=http://127.0.0.1:1 | E1    | flagcache: The cache
          rediss://app@127.0.0.1:1?authentication=aws-iam&cacheName=c&region=eu-west-1 | E1 | flagcache: The cache
          """)
  void runsTheConformanceKitOverEveryKindOfBackend(String url, String rules, String output)
      throws Exception {
    assertThat(run("conformance", "--url", url, "--rule", rules)).contains(output);
  }

  private String run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", JAR.toString()));
    command.addAll(List.of(arguments));
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(5, TimeUnit.MINUTES);
    process.destroyForcibly();
    assertThat(ended).as("The command ends").isTrue();
    return Files.readString(output, StandardCharsets.UTF_8);
  }
}
