package io.flagcache.conformance.internal.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where reports are written: two files for each test class, and one that holds the reports of all
 * classes. Several processes, as a build forks them, may write at the same time.
 */
final class ReportDirectory {

  private static final String NAME = "flagcache-conformance";
  private static final String JSON = ".json";

  /** A build's directory is not further above its test classes: build/classes/java/test. */
  private static final int DEEPEST = 4;

  private static final Object IN_THIS_PROCESS = new Object();

  private final Path parent;

  ReportDirectory(Path parent) {
    this.parent = parent;
  }

  /** The directory into which Maven, Gradle or whoever else builds the class. */
  static Optional<ReportDirectory> ofBuild(Class<?> testClass) {
    Path directory = classesOf(testClass).orElse(null);
    for (int i = 0; directory != null && i <= DEEPEST; i++) {
      if (directory.endsWith("target") || directory.endsWith("build")) {
        return Optional.of(new ReportDirectory(directory));
      }
      directory = directory.getParent();
    }
    return Stream.of("target", "build")
        .map(Path::of)
        .filter(Files::isDirectory)
        .map(path -> new ReportDirectory(path.toAbsolutePath()))
        .findFirst();
  }

  private static Optional<Path> classesOf(Class<?> testClass) {
    try {
      CodeSource source = testClass.getProtectionDomain().getCodeSource();
      return source == null || source.getLocation() == null
          ? Optional.empty()
          : Optional.of(Path.of(source.getLocation().toURI()));
    } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
      return Optional.empty(); // Classes that were not loaded from files.
    }
  }

  /**
   * Writes a report, and the one of all classes anew.
   *
   * @return the report for people
   */
  Path write(Report report) throws IOException {
    Path directory = Files.createDirectories(parent.resolve(NAME));
    String name = report.testClass().replaceAll("[^\\w.$]+", "-").replaceAll("-$", "");
    Path text = directory.resolve(name + ".txt");
    // A file is locked by processes, not by threads.
    synchronized (IN_THIS_PROCESS) {
      try (FileChannel lock =
          FileChannel.open(
              directory.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        lock.lock();
        replace(text, ReportText.of(report));
        replace(directory.resolve(name + JSON), ReportJson.of(report));
        replace(parent.resolve(NAME + JSON), ReportJson.merged(reports(directory)));
      }
    }
    return text;
  }

  private static List<String> reports(Path directory) throws IOException {
    List<String> reports = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(path -> path.toString().endsWith(JSON)).sorted().toList()) {
        reports.add(Files.readString(file));
      }
    }
    return reports;
  }

  /** A process that is killed, or a reader that comes early, must not leave or find half a file. */
  private static void replace(Path file, String content) throws IOException {
    Path written = file.resolveSibling(file.getFileName() + ".tmp");
    Files.deleteIfExists(written);
    Files.writeString(written, content, UTF_8, StandardOpenOption.CREATE_NEW); // Through no link.

    Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
