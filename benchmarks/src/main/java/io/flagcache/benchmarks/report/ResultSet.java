package io.flagcache.benchmarks.report;

import io.flagcache.benchmarks.backend.Backend;
import io.flagcache.benchmarks.report.Results.MeasuredFleet;
import io.flagcache.benchmarks.report.Results.Run;
import io.flagcache.benchmarks.report.Results.SimulatedFleet;
import io.flagcache.benchmarks.report.Results.Start;
import io.flagcache.benchmarks.report.Results.Time;
import io.flagcache.benchmarks.report.Results.Traffic;
import io.flagcache.benchmarks.worker.Contender;
import io.flagcache.benchmarks.worker.Operation;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Runs of the same source on the same machine; their figures are the medians.
 *
 * @param label what they are called
 * @param runs one at the least, in the order of time
 */
public record ResultSet(String label, List<Results> runs) {

  /** Keeps a copy. */
  public ResultSet {
    runs = List.copyOf(runs);
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("There is no run of " + label);
    }
  }

  Run first() {
    return runs.get(0).run();
  }

  List<Backend> backends() {
    return times().stream().map(Time::backend).distinct().sorted().toList();
  }

  List<Integer> documentBytes() {
    return times().stream().map(Time::documentBytes).distinct().sorted().toList();
  }

  List<Contender> contenders() {
    return times().stream().map(Time::contender).distinct().sorted().toList();
  }

  private List<Time> times() {
    return all(Results::times);
  }

  Optional<Time> time(
      Backend backend, Contender contender, Operation operation, int documentBytes) {
    List<Time> same =
        times().stream()
            .filter(
                time ->
                    time.backend() == backend
                        && time.contender() == contender
                        && time.operation() == operation
                        && time.documentBytes() == documentBytes)
            .toList();
    return same.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Time(
                backend,
                contender,
                operation,
                documentBytes,
                median(same, Time::micros),
                median(same, Time::cpuMicros),
                median(same, Time::allocatedBytes)));
  }

  Optional<Traffic> traffic(
      Backend backend, Contender contender, Operation operation, int documentBytes) {
    List<Traffic> same =
        all(Results::traffic).stream()
            .filter(
                each ->
                    each.backend() == backend
                        && each.contender() == contender
                        && each.operation() == operation
                        && each.documentBytes() == documentBytes)
            .toList();
    return same.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Traffic(
                backend,
                contender,
                operation,
                documentBytes,
                median(same, Traffic::roundTrips),
                median(same, Traffic::bytes),
                median(same, Traffic::readUnits),
                median(same, Traffic::writeUnits)));
  }

  /** All runs have simulated the same. */
  List<SimulatedFleet> simulatedFleets() {
    return List.copyOf(grouped(all(Results::simulatedFleets), SimulatedFleet::workers).values())
        .stream()
        .map(same -> same.get(0))
        .toList();
  }

  List<MeasuredFleet> measuredFleets() {
    return grouped(
            all(Results::measuredFleets),
            fleet -> List.of(fleet.backend(), fleet.workers(), fleet.documentBytes()))
        .values()
        .stream()
        .map(ResultSet::median)
        .toList();
  }

  private static MeasuredFleet median(List<MeasuredFleet> same) {
    MeasuredFleet one = same.get(0);
    return new MeasuredFleet(
        one.backend(),
        one.workers(),
        one.documentBytes(),
        median(same, MeasuredFleet::pollsASecond),
        median(same, MeasuredFleet::micros),
        median(same, MeasuredFleet::cpuMicros),
        median(same, MeasuredFleet::serverCpuMicros),
        (int) median(same, MeasuredFleet::threads),
        median(same, MeasuredFleet::heapBytes));
  }

  List<Start> starts() {
    return grouped(
            all(Results::starts),
            start -> List.of(start.backend(), start.client(), start.classArchive()))
        .values()
        .stream()
        .map(
            same ->
                new Start(
                    same.get(0).backend(),
                    same.get(0).client(),
                    same.get(0).classArchive(),
                    median(same, Start::millis),
                    median(same, Start::cpuMillis)))
        .toList();
  }

  /** The median of a figure of each run, such as a ratio; empty if none has it. */
  Optional<Double> median(Function<ResultSet, Optional<Double>> figure) {
    List<Double> figures = figures(figure);
    return figures.isEmpty() ? Optional.empty() : Optional.of(Medians.of(figures));
  }

  private List<Double> figures(Function<ResultSet, Optional<Double>> figure) {
    return runs.stream()
        .map(run -> figure.apply(new ResultSet(label, List.of(run))))
        .flatMap(Optional::stream)
        .toList();
  }

  /** How far the runs are apart in a figure; empty if it is not there, or in one run only. */
  Optional<Double> spread(Function<ResultSet, Optional<Double>> figure) {
    List<Double> figures = figures(figure);
    return figures.size() < 2 ? Optional.empty() : Optional.of(Medians.spread(figures));
  }

  /** How far the runs are apart, for each time that several have. */
  List<Double> spreads(ToDoubleFunction<Time> figure) {
    return grouped(
            times(),
            time ->
                List.of(time.backend(), time.contender(), time.operation(), time.documentBytes()))
        .values()
        .stream()
        .filter(same -> same.size() > 1)
        .map(same -> Medians.spread(same.stream().map(figure::applyAsDouble).toList()))
        .toList();
  }

  private <T> List<T> all(Function<Results, List<T>> part) {
    return runs.stream().map(part).flatMap(Collection::stream).toList();
  }

  private static <T, K> Map<K, List<T>> grouped(List<T> all, Function<T, K> key) {
    return all.stream()
        .collect(Collectors.groupingBy(key, LinkedHashMap::new, Collectors.toList()));
  }

  private static <T> double median(List<T> all, ToDoubleFunction<T> figure) {
    return Medians.of(all.stream().map(figure::applyAsDouble).toList());
  }
}
