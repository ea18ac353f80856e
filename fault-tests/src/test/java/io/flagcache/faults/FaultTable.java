package io.flagcache.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/** Collects what became of each fault on each backend, for the page that shows it. */
final class FaultTable implements BeforeAllCallback, TestWatcher, AfterAllCallback {

  private static final Path DIRECTORY = Path.of("target", "faults");

  private final Map<String, String> results = new LinkedHashMap<>();

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    Files.deleteIfExists(DIRECTORY.resolve(context.getDisplayName()));
  }

  @Override
  public void testSuccessful(ExtensionContext context) {
    note(context, "held");
  }

  @Override
  public void testFailed(ExtensionContext context, Throwable cause) {
    note(context, "**broken**");
  }

  @Override
  public void testAborted(ExtensionContext context, Throwable cause) {
    note(context, "skipped");
  }

  private void note(ExtensionContext context, String result) {
    results.put(context.getRequiredTestMethod().getAnnotation(Fault.class).value(), result);
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    String backend = context.getDisplayName();
    Files.createDirectories(DIRECTORY);
    Files.write(
        DIRECTORY.resolve(backend),
        results.entrySet().stream().map(row -> row.getKey() + "=" + row.getValue()).toList());
  }

  /** The table for these backends as their last runs left it; empty if a part did not run. */
  static Optional<List<String>> of(List<String> backends) {
    List<Map<String, String>> columns = new ArrayList<>();
    for (String backend : backends) {
      Path file = DIRECTORY.resolve(backend);
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      Map<String, String> column = read(file);
      if (!rows().map(Fault::value).allMatch(column::containsKey)) {
        return Optional.empty();
      }
      columns.add(column);
    }
    List<String> table = new ArrayList<>();
    table.add("| fault | demanded | " + String.join(" | ", backends) + " |");
    table.add("|---|---|" + "---|".repeat(backends.size()));
    rows()
        .forEach(
            fault ->
                table.add(
                    "| %s | %s | %s |"
                        .formatted(
                            fault.value(),
                            fault.demands(),
                            String.join(
                                " | ",
                                columns.stream()
                                    .map(column -> column.get(fault.value()))
                                    .toList()))));
    return Optional.of(table);
  }

  private static Stream<Fault> rows() {
    return Arrays.stream(FaultContract.class.getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(Fault.class))
        .sorted(Comparator.comparing(method -> method.getAnnotation(Order.class).value()))
        .map(method -> method.getAnnotation(Fault.class));
  }

  private static Map<String, String> read(Path file) {
    Map<String, String> column = new LinkedHashMap<>();
    try {
      for (String line : Files.readAllLines(file)) {
        int equals = line.indexOf('=');
        column.put(line.substring(0, equals), line.substring(equals + 1));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return column;
  }
}
