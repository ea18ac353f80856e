package io.flagcache.benchmarks.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Writes results, plots and tables: of one run, or of all that the documentation shows. */
public final class Report {

  private static final String PLOTS = "performance";

  private final Path target;
  private final Path kept;
  private final Path docs;

  /**
   * Writes nothing yet.
   *
   * @param target for what this run has measured
   * @param kept with a directory for each label, with the results of its runs
   * @param docs where the page and its plots are
   */
  public Report(Path target, Path kept, Path docs) {
    this.target = target;
    this.kept = kept;
    this.docs = docs;
  }

  /**
   * Writes what a run has measured; with a label, keeps it and brings the documentation up to date.
   *
   * @return the tables
   */
  public String of(Results results, Optional<String> label) {
    results.write(target.resolve("results.json"));
    ResultSet run = new ResultSet(label.orElse("this run"), List.of(results));
    String tables = write(List.of(run), target, "", target.resolve("performance.md"));
    label.ifPresent(name -> keep(results, name));
    return tables;
  }

  private void keep(Results results, String label) {
    Path directory = kept.resolve(label);
    for (int number = 1; ; number++) {
      Path file = directory.resolve("run-" + number + ".json");
      if (!Files.exists(file)) {
        results.write(file);
        break;
      }
    }
    writeDocumentation();
  }

  /** Writes page and plots of all results that are kept. */
  public void writeDocumentation() {
    Path page = docs.resolve("performance.md");
    write(sets(), docs.resolve(PLOTS), PLOTS + "/", page);
  }

  private static String write(List<ResultSet> sets, Path plots, String link, Path page) {
    Map<String, String> files = new Plots(sets).all();
    String written = Page.of(sets, files.keySet().stream().map(name -> link + name).toList());
    try {
      Files.createDirectories(plots);
      for (Map.Entry<String, String> file : files.entrySet()) {
        Files.writeString(plots.resolve(file.getKey()), file.getValue());
      }
      boolean isDocumentation = !link.isEmpty();
      Files.writeString(
          page, isDocumentation ? Page.replaced(Files.readString(page), written) : written);
      return written;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In the order of time. */
  private List<ResultSet> sets() {
    List<ResultSet> sets = new ArrayList<>();
    for (Path directory : listed(kept)) {
      sets.add(
          new ResultSet(
              directory.getFileName().toString(),
              listed(directory).stream()
                  .map(Results::read)
                  .sorted(Comparator.comparing((Results results) -> results.run().started()))
                  .toList()));
    }
    sets.sort(Comparator.comparing(set -> set.first().started()));
    return sets;
  }

  private static List<Path> listed(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
