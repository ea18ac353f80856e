package io.flagcache.benchmarks.report;

import io.flagcache.benchmarks.backend.Backend;
import io.flagcache.benchmarks.report.Results.MeasuredFleet;
import io.flagcache.benchmarks.report.Results.Start;
import io.flagcache.benchmarks.report.Results.Time;
import io.flagcache.benchmarks.report.Results.Traffic;
import io.flagcache.benchmarks.worker.Contender;
import io.flagcache.benchmarks.worker.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The tables of a set of runs. A figure that was not measured is left out. */
final class Tables {

  private static final String NONE = "";

  /** In smaller ones the heap is that of other things as well. */
  private static final int DOCUMENTS_WITH_HEAP = 1_000_000;

  private final ResultSet set;

  Tables(ResultSet set) {
    this.set = set;
  }

  /** What matters most, for documents of one size. */
  MarkdownTable overview(int documentBytes) {
    MarkdownTable table =
        new MarkdownTable(
            List.of(
                "",
                "follower's poll",
                "small request",
                "example's poll",
                "leader's poll",
                "publication",
                "example's publication"));
    for (Backend backend : set.backends()) {
      table.add(
          List.of(
              backend.title(),
              time(backend, Contender.FLAGCACHE, Operation.FOLLOWER_POLL, documentBytes),
              time(backend, Contender.CLIENT, Operation.SMALL_REQUEST, documentBytes),
              time(backend, Contender.EXAMPLE, Operation.FOLLOWER_POLL, documentBytes),
              time(backend, Contender.FLAGCACHE, Operation.LEADER_POLL, documentBytes),
              time(backend, Contender.FLAGCACHE, Operation.PUBLICATION, documentBytes),
              time(backend, Contender.EXAMPLE, Operation.PUBLICATION, documentBytes)));
    }
    return table;
  }

  private String time(
      Backend backend, Contender contender, Operation operation, int documentBytes) {
    return set.time(backend, contender, operation, documentBytes).map(Tables::time).orElse(NONE);
  }

  private static String time(Time time) {
    return "%.0f (%.0f)".formatted(time.micros(), time.cpuMicros());
  }

  /** All times of an operation, by all who do it. */
  MarkdownTable times(Operation operation) {
    return byContender(
        operation,
        (backend, contender, documentBytes) ->
            set.time(backend, contender, operation, documentBytes).map(Tables::time));
  }

  /** What an operation allocates. */
  MarkdownTable allocations(Operation operation) {
    return byContender(
        operation,
        (backend, contender, documentBytes) ->
            set.time(backend, contender, operation, documentBytes)
                .map(time -> Sizes.bytes(time.allocatedBytes())));
  }

  /** What an operation sends and receives, and in how many round trips. */
  MarkdownTable traffic(Operation operation) {
    return byContender(
        operation,
        (backend, contender, documentBytes) ->
            set.traffic(backend, contender, operation, documentBytes).map(Tables::traffic));
  }

  private static String traffic(Traffic traffic) {
    return Sizes.number(traffic.roundTrips()) + ", " + Sizes.bytes(traffic.bytes());
  }

  private interface Cells {
    Optional<String> of(Backend backend, Contender contender, int documentBytes);
  }

  private MarkdownTable byContender(Operation operation, Cells cells) {
    List<Contender> contenders =
        set.contenders().stream()
            .filter(contender -> contender.operations().contains(operation))
            .toList();
    MarkdownTable table = new MarkdownTable(row("", "document", contenders, Contender::title));
    for (Backend backend : set.backends()) {
      for (int documentBytes : set.documentBytes()) {
        Function<Contender, String> cell =
            contender -> cells.of(backend, contender, documentBytes).orElse(NONE);
        if (contenders.stream().map(cell).anyMatch(text -> !text.equals(NONE))) {
          table.add(row(backend.title(), Sizes.bytes(documentBytes), contenders, cell));
        }
      }
    }
    return table;
  }

  private static List<String> row(
      String first, String second, List<Contender> contenders, Function<Contender, String> cell) {
    List<String> row = new ArrayList<>(List.of(first, second));
    contenders.stream().map(cell).forEach(row::add);
    return row;
  }

  /** What one server and one process with many providers take. */
  MarkdownTable measuredFleets() {
    MarkdownTable table =
        new MarkdownTable(
            List.of(
                "",
                "workers",
                "document",
                "polls a second",
                "p50 µs",
                "CPU µs of a poll, all workers' process",
                "CPU µs of a poll, server",
                "threads for it",
                "heap of a worker"));
    for (MeasuredFleet fleet : set.measuredFleets()) {
      table.add(
          List.of(
              fleet.backend().title(),
              fleet.workers() == 0 ? "small requests" : Integer.toString(fleet.workers()),
              Sizes.bytes(fleet.documentBytes()),
              Sizes.number(fleet.pollsASecond()),
              "%.0f".formatted(fleet.micros()),
              "%.0f".formatted(fleet.cpuMicros()),
              "%.0f".formatted(fleet.serverCpuMicros()),
              Integer.toString(fleet.threads()),
              heap(fleet)));
    }
    return table;
  }

  private static String heap(MeasuredFleet fleet) {
    return (long) fleet.workers() * fleet.documentBytes() < DOCUMENTS_WITH_HEAP
        ? NONE
        : "%s (%.1f ×)"
            .formatted(Sizes.bytes(fleet.heapBytes()), fleet.heapBytes() / fleet.documentBytes());
  }

  /** What a new process takes to its first definitions. */
  MarkdownTable starts() {
    MarkdownTable table =
        new MarkdownTable(List.of("", "read by", "class archive", "ms", "CPU ms"));
    for (Start start : set.starts()) {
      table.add(
          List.of(
              start.backend().title(),
              start.client(),
              start.classArchive() ? "yes" : "no",
              "%.0f".formatted(start.millis()),
              "%.0f".formatted(start.cpuMillis())));
    }
    return table;
  }
}
