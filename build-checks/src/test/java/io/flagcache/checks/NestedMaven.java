package io.flagcache.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The Maven that runs this build, started once more: offline, with what the outer build has already
 * downloaded.
 */
final class NestedMaven {
  private NestedMaven() {}

  /** Returns all that it printed, whether the build failed or not. */
  static String run(Path directory, String... arguments) throws IOException, InterruptedException {
    boolean windows = System.getProperty("os.name").startsWith("Windows");
    Path command = Path.of(property("build.maven"), "bin", windows ? "mvn.cmd" : "mvn");
    List<String> line =
        new ArrayList<>(
            List.of(
                command.toString(),
                "--offline",
                "--batch-mode",
                "-Dmaven.repo.local=" + property("build.repository"),
                // Else an artifact that came through a mirror of the outer build is not seen.
                "-Dmaven.legacyLocalRepo=true",
                "-Denforcer.skip=true",
                "-Dspotless.check.skip=true"));
    line.addAll(List.of(arguments));
    Path output = directory.resolve("maven.log");
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().remove("MAVEN_ARGS");
    builder.environment().remove("MAVEN_BASEDIR");
    Process process = builder.start();
    process.getOutputStream().close();
    boolean ended = process.waitFor(10, TimeUnit.MINUTES);
    process.destroyForcibly();
    assertThat(ended).as("Maven ends; its output is in " + output).isTrue();
    return Files.readString(output);
  }

  private static String property(String name) {
    String value = System.getProperty(name);
    assertThat(value)
        .as("system property " + name + ", which build-checks/pom.xml sets")
        .isNotNull();
    return value;
  }
}
