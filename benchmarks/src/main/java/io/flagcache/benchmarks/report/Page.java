package io.flagcache.benchmarks.report;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import io.flagcache.benchmarks.report.Results.Run;
import io.flagcache.benchmarks.report.Results.Time;
import io.flagcache.benchmarks.worker.Operation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** What the documentation shows of sets of runs, between two comments of its page. */
final class Page {

  private static final String BEGIN = "<!-- What follows is written by the benchmarks. -->";
  private static final String END = "<!-- What the benchmarks have written ends here. -->";

  private static final int TYPICAL_DOCUMENT = 1_000_000;
  private static final int SMALL_DOCUMENT = 10_000;

  private static final List<Operation> SHOWN =
      List.of(
          Operation.FOLLOWER_POLL,
          Operation.LEADER_POLL,
          Operation.PUBLICATION,
          Operation.FIRST_READ);

  private final List<String> paragraphs = new ArrayList<>();

  private Page() {}

  /**
   * All tables and plots.
   *
   * @param sets in the order of time
   * @param plots where the files of the plots are, as the page links to them
   */
  static String of(List<ResultSet> sets, List<String> plots) {
    Page page = new Page();
    for (ResultSet set : sets) {
      page.overview(set);
    }
    if (!plots.isEmpty()) {
      page.add("## Plots");
    }
    plots.forEach(plot -> page.add("![" + nameOf(plot) + "](" + plot + ")"));
    page.details(sets.get(sets.size() - 1));
    return String.join("\n\n", page.paragraphs) + "\n";
  }

  private static String nameOf(String plot) {
    return plot.replaceFirst(".*/", "").replace(".svg", "").replace('-', ' ');
  }

  private void overview(ResultSet set) {
    Run run = set.first();
    add("## " + capitalized(set.label()));
    add(
        "Commit %s, %s: %s, %d processors, %d GB, %s, %s. %s"
            .formatted(
                run.commit(),
                run.started().replaceFirst("T.*", ""),
                run.processor(),
                run.processors(),
                run.memoryGigabytes(),
                run.system(),
                run.java(),
                agreement(set)));
    for (int documentBytes : List.of(TYPICAL_DOCUMENT, SMALL_DOCUMENT)) {
      if (set.documentBytes().contains(documentBytes)) {
        add("p50 µs (CPU µs), documents of " + Sizes.bytes(documentBytes) + ":");
        add(new Tables(set).overview(documentBytes));
      }
    }
    Ratios ratios = new Ratios(set, TYPICAL_DOCUMENT, SMALL_DOCUMENT);
    add("How far that is from the client, as ratios within a run:" + ratios.agreement());
    add(ratios.table());
  }

  private static String agreement(ResultSet set) {
    if (set.runs().size() < 2) {
      return "One %s run.".formatted(set.runs().get(0).run().plan());
    }
    return "%s; the tables have their medians. They are apart by %s, and by %s."
        .formatted(
            plans(set),
            agreement(set, "p50", Time::micros),
            agreement(set, "CPU", Time::cpuMicros));
  }

  private static String plans(ResultSet set) {
    return set.runs().stream()
        .collect(groupingBy(run -> run.run().plan(), TreeMap::new, counting()))
        .entrySet()
        .stream()
        .map(plan -> plan.getValue() + " " + plan.getKey())
        .collect(joining(" and ", "Runs: ", ""));
  }

  private static String agreement(ResultSet set, String name, ToDoubleFunction<Time> figure) {
    List<Double> spreads = set.spreads(figure);
    return "%2$.0f %% of %1$s in the middle case and %3$.0f %% at the most"
        .formatted(name, 100 * Medians.of(spreads), 100 * Collections.max(spreads));
  }

  private void details(ResultSet set) {
    Tables tables = new Tables(set);
    for (Operation operation : SHOWN) {
      if (tables.times(operation).isEmpty() && tables.traffic(operation).isEmpty()) {
        continue;
      }
      add("## " + capitalized(operation.title()));
      add("p50 µs (CPU µs):", tables.times(operation));
      add("Allocated by one:", tables.allocations(operation));
      add("Round trips, and the bytes of all of them:", tables.traffic(operation));
    }
    if (!set.simulatedFleets().isEmpty() || !set.measuredFleets().isEmpty()) {
      add("## A fleet");
    }
    add(
        "In each interval of 30 s, in an hour in which all start and a document of "
            + Sizes.bytes(TYPICAL_DOCUMENT)
            + " changes once:",
        new FleetTable(set, TYPICAL_DOCUMENT).table());
    add("Providers in one process, on one client and one server:", tables.measuredFleets());
    add("## Start of a process", tables.starts());
  }

  /** A table that is empty takes what is said of it with it. */
  private void add(Object... parts) {
    if (parts[parts.length - 1] instanceof MarkdownTable table && table.isEmpty()) {
      return;
    }
    for (Object part : parts) {
      paragraphs.add(part.toString());
    }
  }

  private static String capitalized(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  /** The page with this in the place of what stood there. */
  static String replaced(String page, String written) {
    int begin = page.indexOf(BEGIN);
    int end = page.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException("The page lacks " + BEGIN + " and " + END);
    }
    return page.substring(0, begin + BEGIN.length())
        + "\n\n"
        + written
        + "\n"
        + page.substring(end);
  }
}
