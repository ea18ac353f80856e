package io.flagcache.benchmarks.report;

import io.flagcache.benchmarks.backend.Backend;
import io.flagcache.benchmarks.report.Results.Start;
import io.flagcache.benchmarks.report.Results.Time;
import io.flagcache.benchmarks.worker.Contender;
import io.flagcache.benchmarks.worker.Operation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** How many times as much flagcache takes as what it is measured beside. */
final class Ratios {

  private final ResultSet set;
  private final List<Column> columns;

  /**
   * Compares.
   *
   * @param typicalBytes the length of most documents that are compared
   * @param smallBytes the length at which reading all of it costs least
   */
  Ratios(ResultSet set, int typicalBytes, int smallBytes) {
    this.set = set;
    Who poll = new Who(Contender.FLAGCACHE, Operation.FOLLOWER_POLL);
    Who examplesPoll = new Who(Contender.EXAMPLE, Operation.FOLLOWER_POLL);
    Who smallRequest = new Who(Contender.CLIENT, Operation.SMALL_REQUEST);
    Who publication = new Who(Contender.FLAGCACHE, Operation.PUBLICATION);
    Who examplesPublication = new Who(Contender.EXAMPLE, Operation.PUBLICATION);
    this.columns =
        List.of(
            times("follower's poll ÷ small request, p50", typicalBytes, poll, smallRequest)
                .by(Time::micros),
            times("CPU", typicalBytes, poll, smallRequest).by(Time::cpuMicros),
            times(
                    "÷ example's poll at " + Sizes.bytes(smallBytes) + ", CPU",
                    smallBytes,
                    poll,
                    examplesPoll)
                .by(Time::cpuMicros),
            times("publication ÷ example's, p50", typicalBytes, publication, examplesPublication)
                .by(Time::micros),
            starts("start ÷ client's, ms", false, Start::millis),
            starts("CPU ms", false, Start::cpuMillis),
            starts("with class archive, ms", true, Start::millis),
            starts("with class archive, CPU ms", true, Start::cpuMillis));
  }

  private record Who(Contender contender, Operation operation) {}

  private interface Figure {
    Optional<Double> in(ResultSet run, Backend backend);
  }

  private record Column(String title, Figure figure) {}

  private record Comparison(String title, int documentBytes, Who who, Who beside) {

    Column by(ToDoubleFunction<Time> figure) {
      return new Column(
          title,
          (run, backend) ->
              ratio(time(run, backend, who, figure), time(run, backend, beside, figure)));
    }

    private Optional<Double> time(
        ResultSet run, Backend backend, Who one, ToDoubleFunction<Time> figure) {
      return run.time(backend, one.contender(), one.operation(), documentBytes)
          .map(figure::applyAsDouble);
    }
  }

  private static Comparison times(String title, int documentBytes, Who who, Who beside) {
    return new Comparison(title, documentBytes, who, beside);
  }

  private static Column starts(String title, boolean archive, ToDoubleFunction<Start> figure) {
    return new Column(
        title,
        (run, backend) ->
            ratio(
                start(run, backend, Start.FLAGCACHE, archive).map(figure::applyAsDouble),
                start(run, backend, Start.CLIENT, archive).map(figure::applyAsDouble)));
  }

  private static Optional<Start> start(
      ResultSet run, Backend backend, String client, boolean archive) {
    return run.starts().stream()
        .filter(
            start ->
                start.backend() == backend
                    && start.client().equals(client)
                    && start.classArchive() == archive)
        .findFirst();
  }

  private static Optional<Double> ratio(Optional<Double> figure, Optional<Double> beside) {
    return figure.flatMap(one -> beside.map(other -> one / other));
  }

  MarkdownTable table() {
    List<String> head = new ArrayList<>(List.of(""));
    columns.forEach(column -> head.add(column.title()));
    MarkdownTable table = new MarkdownTable(head);
    for (Backend backend : set.backends()) {
      List<String> row = new ArrayList<>(List.of(backend.title()));
      for (Column column : columns) {
        row.add(set.median(of(column, backend)).map("%.2f"::formatted).orElse(""));
      }
      if (row.stream().skip(1).anyMatch(cell -> !cell.isEmpty())) {
        table.add(row);
      }
    }
    return table;
  }

  private static Function<ResultSet, Optional<Double>> of(Column column, Backend backend) {
    return run -> column.figure().in(run, backend);
  }

  /** How far the runs are apart, in words; nothing for one run. */
  String agreement() {
    List<Double> spreads =
        set.backends().stream()
            .flatMap(backend -> columns.stream().map(column -> set.spread(of(column, backend))))
            .flatMap(Optional::stream)
            .toList();
    return spreads.isEmpty()
        ? ""
        : " the runs are %.0f %% apart in the middle case and %.0f %% at the most; %d of %d ratios are within 15 %%."
            .formatted(
                100 * Medians.of(spreads),
                100 * Collections.max(spreads),
                spreads.stream().filter(spread -> spread <= 0.15).count(),
                spreads.size());
  }
}
