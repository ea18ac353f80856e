package io.flagcache.benchmarks.report;

import io.flagcache.benchmarks.backend.Backend;
import io.flagcache.benchmarks.report.LineChart.Line;
import io.flagcache.benchmarks.report.LineChart.Panel;
import io.flagcache.benchmarks.report.LineChart.Point;
import io.flagcache.benchmarks.report.Results.SimulatedFleet;
import io.flagcache.benchmarks.report.Results.Time;
import io.flagcache.benchmarks.worker.Contender;
import io.flagcache.benchmarks.worker.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The plots of sets of runs, by the names of their files. Of the last set all are shown, of those
 * before it flagcache alone.
 */
final class Plots {

  private final List<ResultSet> sets;
  private final ResultSet last;

  Plots(List<ResultSet> sets) {
    this.sets = List.copyOf(sets);
    this.last = sets.get(sets.size() - 1);
  }

  Map<String, String> all() {
    Map<String, String> plots = new LinkedHashMap<>();
    if (!last.backends().isEmpty()) {
      plots.put(
          "follower-poll-cpu.svg",
          operations(
              "Processor time of a follower's poll",
              "CPU µs",
              Operation.FOLLOWER_POLL,
              Time::cpuMicros));
      plots.put(
          "follower-poll-time.svg",
          operations("Time of a follower's poll", "p50 µs", Operation.FOLLOWER_POLL, Time::micros));
      plots.put(
          "publication-cpu.svg",
          operations(
              "Processor time of a publication", "CPU µs", Operation.PUBLICATION, Time::cpuMicros));
    }
    if (!last.simulatedFleets().isEmpty()) {
      plots.put("fleet.svg", fleet());
    }
    return plots;
  }

  private String operations(
      String title, String yLabel, Operation operation, ToDoubleFunction<Time> figure) {
    List<Panel> panels = new ArrayList<>();
    for (Backend backend : last.backends()) {
      if (!backend.hasClient()) {
        continue; // Nothing is beside it.
      }
      List<Line> lines = new ArrayList<>();
      lines.add(line(last, Contender.FLAGCACHE, backend, operation, figure, "flagcache"));
      for (ResultSet set : sets.subList(0, sets.size() - 1)) {
        String name = "flagcache, " + set.label();
        lines.add(line(set, Contender.FLAGCACHE, backend, operation, figure, name));
      }
      if (operation == Operation.FOLLOWER_POLL) {
        lines.add(
            line(
                last,
                Contender.CLIENT,
                backend,
                Operation.SMALL_REQUEST,
                figure,
                "one small request"));
      }
      for (Contender other : last.contenders()) {
        if (other != Contender.FLAGCACHE && other != Contender.CLIENT) {
          lines.add(line(last, other, backend, operation, figure, other.title()));
        }
      }
      panels.add(
          new Panel(
              backend.title(), lines.stream().filter(line -> !line.points().isEmpty()).toList()));
    }
    return new LineChart(title, "size of document", yLabel, Sizes::bytes, panels).svg();
  }

  private static Line line(
      ResultSet set,
      Contender contender,
      Backend backend,
      Operation operation,
      ToDoubleFunction<Time> figure,
      String name) {
    List<Point> points = new ArrayList<>();
    for (int documentBytes : set.documentBytes()) {
      set.time(backend, contender, operation, documentBytes)
          .map(time -> new Point(documentBytes, figure.applyAsDouble(time)))
          .ifPresent(points::add);
    }
    return new Line(name, points);
  }

  private String fleet() {
    Panel api =
        new Panel(
            "to the API",
            List.of(
                line("each worker for itself", SimulatedFleet::requestsToApiWithoutCache),
                line("shared", SimulatedFleet::requestsToApi)));
    Panel backend =
        new Panel(
            "to the backend",
            List.of(line("shared", fleet -> fleet.followerPolls() + fleet.leaderPolls())));
    return new LineChart(
            "Requests of a fleet in each interval of 30 s",
            "workers",
            "requests",
            Sizes::number,
            List.of(api, backend))
        .svg();
  }

  private Line line(String name, ToDoubleFunction<SimulatedFleet> figure) {
    return new Line(
        name,
        last.simulatedFleets().stream()
            .map(fleet -> new Point(fleet.workers(), figure.applyAsDouble(fleet) / fleet.polls()))
            .toList());
  }
}
