package io.flagcache.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.testservers.ShortJvm;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Boot's build plugins do for a native image, but for the native compiler. */
class AheadOfTimeTest {

  @TempDir private Path directory;

  @Test
  void anApplicationProcessedAheadOfTimeLoadsDefinitions() throws Exception {
    try (Api api = Api.start()) {
      List<String> arguments = new ArrayList<>();
      arguments.add("--spring.main.web-application-type=none");
      arguments.add("--flagcache.url=memory:aot");
      arguments.add("--flagcache.posthog.project-token=phc_1");
      Stream.of(api.properties()).map("--"::concat).forEach(arguments::add);
      Path classes = Files.createDirectories(directory.resolve("classes"));

      process(classes, arguments);
      String output = run(classes, arguments);

      assertThat(output).contains("Starting AOT-processed SampleApplication", "new-checkout");
      assertThat(metadata(classes)).contains("io.flagcache.spring.FlagCacheProperties");
    }
  }

  private void process(Path classes, List<String> arguments) throws Exception {
    Path sources = directory.resolve("sources");
    List<String> command = java(System.getProperty("java.class.path"), List.of());
    command.add("org.springframework.boot.SpringApplicationAotProcessor");
    command.add(SampleApplication.class.getName());
    command.addAll(List.of(sources.toString(), classes.toString(), classes.toString()));
    command.addAll(List.of("io.flagcache", "sample"));
    command.addAll(arguments);
    await(command);
    compile(sources, classes);
  }

  private static void compile(Path sources, Path classes) throws IOException {
    List<String> options =
        new ArrayList<>(
            List.of(
                "-nowarn",
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString()));
    try (Stream<Path> files = Files.walk(sources)) {
      files.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(options::add);
    }
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(null, System.out, System.err, options.toArray(String[]::new));
    assertThat(result).isZero();
  }

  private String run(Path classes, List<String> arguments) throws Exception {
    List<String> command =
        java(
            classes + File.pathSeparator + System.getProperty("java.class.path"),
            List.of("-Dspring.aot.enabled=true"));
    command.add(SampleApplication.class.getName());
    command.addAll(arguments);
    return await(command);
  }

  private static List<String> java(String classPath, List<String> options) {
    List<String> command = ShortJvm.command();
    command.addAll(options);
    command.addAll(List.of("-cp", classPath));
    return command;
  }

  private String await(List<String> command) throws Exception {
    Path output = Files.createTempFile(directory, "output", ".log");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    String text = Files.readString(output);
    assertThat(process.exitValue()).as(text).isZero();
    return text;
  }

  private static String metadata(Path classes) throws IOException {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.walk(classes.resolve("META-INF/native-image"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        text.append(Files.readString(file));
      }
    }
    return text.toString();
  }
}
