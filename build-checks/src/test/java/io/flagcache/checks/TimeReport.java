package io.flagcache.checks;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Prints how long the tests of a build took, by module, and its slowest test classes. Reads the
 * reports of Surefire and nothing else, so that {@code java} can run this file by itself, as the
 * module time-report does.
 */
final class TimeReport {
  private static final int SLOWEST = 10;

  private final Path root;
  private final Instant since;
  private final List<TestClass> classes = new ArrayList<>();
  private final List<String> withoutReports = new ArrayList<>();
  private final List<Path> unreadable = new ArrayList<>();

  /** Reads what was written since then; what is older belongs to another build. */
  TimeReport(Path root, Instant since) throws IOException {
    this.root = root;
    this.since = since;
    try (DirectoryStream<Path> directories = Files.newDirectoryStream(root, Files::isDirectory)) {
      for (Path module : directories) {
        read(module);
      }
    }
  }

  /**
   * Never fails a build.
   *
   * @param arguments the root of the source tree, and when the build began: an instant, or how long
   *     ago, as PT30M
   */
  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try {
      new TimeReport(Path.of(arguments[0]), instant(arguments[1])).print(out);
    } catch (IOException | RuntimeException e) {
      out.println("No report of the tests' time: " + e);
    }
  }

  private static Instant instant(String text) {
    return text.startsWith("PT") ? Instant.now().minus(Duration.parse(text)) : Instant.parse(text);
  }

  private void read(Path module) throws IOException {
    int before = classes.size();
    Path reports = module.resolve("target").resolve("surefire-reports");
    if (Files.isDirectory(reports)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(reports, "TEST-*.xml")) {
        for (Path file : files) {
          Instant written = Files.getLastModifiedTime(file).toInstant();
          if (!written.isBefore(since)) {
            read(module.getFileName().toString(), file, written);
          }
        }
      }
    }
    if (classes.size() == before && Files.isDirectory(module.resolve("src/test/java"))) {
      withoutReports.add(module.getFileName().toString());
    }
  }

  private void read(String module, Path file, Instant written) {
    try (InputStream in = Files.newInputStream(file)) {
      XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
      factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
      XMLStreamReader xml = factory.createXMLStreamReader(in);
      xml.nextTag();
      classes.add(
          new TestClass(
              module,
              xml.getAttributeValue(null, "name"),
              Integer.parseInt(xml.getAttributeValue(null, "tests")),
              // As Surefire writes it: 1,234.5
              Double.parseDouble(xml.getAttributeValue(null, "time").replace(",", "")),
              written));
    } catch (IOException | XMLStreamException | RuntimeException e) {
      unreadable.add(file);
    }
  }

  void print(PrintStream out) {
    if (classes.isEmpty() && unreadable.isEmpty()) {
      return;
    }
    Map<String, List<TestClass>> modules =
        classes.stream()
            .collect(Collectors.groupingBy(TestClass::module, TreeMap::new, Collectors.toList()));
    out.println(
        "Time of this build's tests: the sum over classes, which overlap, and the wall time");
    out.printf(
        Locale.ROOT, "  %-20s %8s %8s %10s %10s%n", "module", "classes", "tests", "sum", "wall");
    modules.entrySet().stream()
        .sorted(Comparator.comparing(module -> -sum(module.getValue())))
        .forEach(module -> printLine(out, module.getKey(), module.getValue()));
    printLine(out, "all", classes);
    out.println("Slowest classes");
    classes.stream()
        .sorted(Comparator.comparing(TestClass::seconds).reversed())
        .limit(SLOWEST)
        .forEach(
            slow ->
                out.printf(
                    Locale.ROOT, "  %8.1f s  %-20s %s%n", slow.seconds, slow.module, slow.name));
    if (!withoutReports.isEmpty()) {
      withoutReports.sort(Comparator.naturalOrder());
      out.println("No tests of this build in " + String.join(", ", withoutReports));
    }
    unreadable.forEach(file -> out.println("Cannot be read: " + root.relativize(file)));
  }

  private static void printLine(PrintStream out, String name, List<TestClass> classes) {
    out.printf(
        Locale.ROOT,
        "  %-20s %8d %8d %8.1f s %8.1f s%n",
        name,
        classes.size(),
        classes.stream().mapToInt(TestClass::tests).sum(),
        sum(classes),
        wall(classes));
  }

  private static double sum(List<TestClass> classes) {
    return classes.stream().mapToDouble(TestClass::seconds).sum();
  }

  /** From the beginning of the first class to the end of the last. */
  private static double wall(List<TestClass> classes) {
    double first = classes.stream().mapToDouble(TestClass::began).min().orElse(0);
    double last = classes.stream().mapToDouble(TestClass::ended).max().orElse(0);
    return last - first;
  }

  /** A class ends when its report is written. */
  private record TestClass(String module, String name, int tests, double seconds, Instant written) {
    double ended() {
      return written.toEpochMilli() / 1000.0;
    }

    double began() {
      return ended() - seconds;
    }
  }
}
