package io.flagcache.checks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The versions of one library that a test runs processes with. Those that nothing is compiled with
 * lie in directories of their names below {@code target}.
 *
 * @param name of the directory
 * @param compiledWith the version that this JVM runs with
 * @param jars how the names of its jars begin
 */
record LibraryVersions(String name, String compiledWith, Pattern jars) {

  /** What this JVM runs with, with that version of the library. */
  List<String> classPath(String version) throws IOException {
    List<String> own =
        List.of(System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator)));
    if (version.equals(compiledWith)) {
      return own;
    }
    try (Stream<Path> others = Files.list(Path.of("target", name, version))) {
      return Stream.concat(
              own.stream().filter(entry -> !isOfLibrary(entry)),
              others.map(jar -> jar.toAbsolutePath().toString()))
          .toList();
    }
  }

  private boolean isOfLibrary(String entry) {
    return jars.matcher(Path.of(entry).getFileName().toString()).lookingAt();
  }

  /** Starts a main class, whose output and errors go to a file. */
  static Process start(
      Path output, List<String> options, List<String> classPath, Class<?> main, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
    command.addAll(options);
    command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath), main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  /** Whether it ended by itself and without an error. */
  static boolean ends(Process process) throws InterruptedException {
    try {
      return process.waitFor(10, TimeUnit.MINUTES) && process.exitValue() == 0;
    } finally {
      process.destroyForcibly();
    }
  }
}
