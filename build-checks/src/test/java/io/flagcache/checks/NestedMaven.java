package io.flagcache.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The Maven that runs this build, started once more. */
final class NestedMaven {
  private static final String OFFLINE = "--offline";

  private NestedMaven() {}

  /**
   * Runs it with what the outer build has already downloaded, and nothing else. Returns all that it
   * printed, whether the build failed or not.
   */
  static String run(Path directory, String... arguments) throws IOException, InterruptedException {
    return run(directory, repository(), Stream.concat(Stream.of(OFFLINE), Stream.of(arguments)));
  }

  /**
   * Runs it as a user would: it may download what it lacks, unless the outer build may not. Returns
   * all that it printed, whether the build failed or not.
   *
   * @param repository the local repository
   */
  static String runWith(Path repository, Path directory, String... arguments)
      throws IOException, InterruptedException {
    Stream<String> offline =
        property("build.mode").equals("offline=true") ? Stream.of(OFFLINE) : Stream.empty();
    return run(directory, repository, Stream.concat(offline, Stream.of(arguments)));
  }

  /** The local repository of the outer build. */
  static Path repository() {
    return Path.of(property("build.repository"));
  }

  /** A POM that has all projects in these directories built at once. */
  static String aggregator(Collection<String> directories) {
    return """
        <project>
          <modelVersion>4.0.0</modelVersion>
          <groupId>com.example</groupId>
          <artifactId>all</artifactId>
          <version>1.0</version>
          <packaging>pom</packaging>
          <modules>%s</modules>
        </project>
        """
        .formatted(
            directories.stream()
                .map(directory -> "<module>" + directory + "</module>")
                .collect(Collectors.joining()));
  }

  private static String run(Path directory, Path repository, Stream<String> arguments)
      throws IOException, InterruptedException {
    boolean windows = System.getProperty("os.name").startsWith("Windows");
    Path command = Path.of(property("build.maven"), "bin", windows ? "mvn.cmd" : "mvn");
    List<String> line =
        new ArrayList<>(
            List.of(
                command.toString(),
                "--batch-mode",
                "-Dmaven.repo.local=" + repository,
                // Else an artifact that came through a mirror of the outer build is not seen.
                "-Dmaven.legacyLocalRepo=true",
                "-Denforcer.skip=true",
                "-Dspotless.check.skip=true"));
    arguments.forEach(line::add);
    Path output = directory.resolve("maven.log");
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putIfAbsent("MAVEN_OPTS", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1");
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
