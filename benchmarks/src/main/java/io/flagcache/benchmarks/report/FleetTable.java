package io.flagcache.benchmarks.report;

import io.flagcache.benchmarks.backend.Backend;
import io.flagcache.benchmarks.report.Results.SimulatedFleet;
import io.flagcache.benchmarks.report.Results.Traffic;
import io.flagcache.benchmarks.worker.Contender;
import io.flagcache.benchmarks.worker.Operation;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What a fleet asks for, as it was simulated, and what that sends, receives and costs, as it was
 * counted for one worker.
 */
final class FleetTable {

  /**
   * On demand, us-east-1, USD for a million units: the price list of Amazon DynamoDB, as of
   * November 2024.
   */
  static final double USD_FOR_A_MILLION_READ_UNITS = 0.125;

  static final double USD_FOR_A_MILLION_WRITE_UNITS = 0.625;

  private static final double HOURS_A_MONTH = 30 * 24;

  private final ResultSet set;
  private final int documentBytes;

  FleetTable(ResultSet set, int documentBytes) {
    this.set = set;
    this.documentBytes = documentBytes;
  }

  MarkdownTable table() {
    MarkdownTable table =
        new MarkdownTable(
            List.of(
                "workers",
                "requests to the API, each for itself",
                "shared",
                "requests to the backend",
                "bytes on Redis",
                "bytes on DynamoDB",
                "USD a month on DynamoDB"));
    for (SimulatedFleet fleet : set.simulatedFleets()) {
      table.add(
          List.of(
              Integer.toString(fleet.workers()),
              anInterval(fleet, fleet.requestsToApiWithoutCache()),
              anInterval(fleet, fleet.requestsToApi()),
              anInterval(fleet, calls(fleet)),
              bytes(fleet, Backend.REDIS),
              bytes(fleet, Backend.DYNAMODB),
              sum(fleet, Backend.DYNAMODB, FleetTable::usd)
                  .map(usd -> "%.2f".formatted(usd * HOURS_A_MONTH / hours(fleet)))
                  .orElse("")));
    }
    return table;
  }

  private static String anInterval(SimulatedFleet fleet, long all) {
    return "%.1f".formatted((double) all / fleet.polls());
  }

  private static long calls(SimulatedFleet fleet) {
    return fleet.followerPolls()
        + fleet.leaderPolls()
        + fleet.publications()
        + fleet.reads()
        + fleet.looks();
  }

  private static double hours(SimulatedFleet fleet) {
    return fleet.polls() / 120.0;
  }

  private String bytes(SimulatedFleet fleet, Backend backend) {
    return sum(fleet, backend, Traffic::bytes)
        .map(all -> Sizes.bytes(all / fleet.polls()))
        .orElse("");
  }

  static double usd(Traffic traffic) {
    return (traffic.readUnits() * USD_FOR_A_MILLION_READ_UNITS
            + traffic.writeUnits() * USD_FOR_A_MILLION_WRITE_UNITS)
        / 1e6;
  }

  /** Of all that the fleet asks for. A look at the entry costs what a follower's poll costs. */
  private Optional<Double> sum(
      SimulatedFleet fleet, Backend backend, ToDoubleFunction<Traffic> figure) {
    Optional<Traffic> poll = traffic(backend, Operation.FOLLOWER_POLL);
    Optional<Traffic> renewal = traffic(backend, Operation.LEADER_POLL);
    Optional<Traffic> publication = traffic(backend, Operation.PUBLICATION);
    Optional<Traffic> changed = traffic(backend, Operation.CHANGED_POLL);
    if (poll.isEmpty() || renewal.isEmpty() || publication.isEmpty() || changed.isEmpty()) {
      return Optional.empty();
    }
    double ofPoll = figure.applyAsDouble(poll.get());
    return Optional.of(
        (fleet.followerPolls() + fleet.looks()) * ofPoll
            + fleet.leaderPolls() * figure.applyAsDouble(renewal.get())
            + fleet.publications() * figure.applyAsDouble(publication.get())
            + fleet.reads() * (figure.applyAsDouble(changed.get()) - ofPoll));
  }

  private Optional<Traffic> traffic(Backend backend, Operation operation) {
    return set.traffic(backend, Contender.FLAGCACHE, operation, documentBytes);
  }
}
