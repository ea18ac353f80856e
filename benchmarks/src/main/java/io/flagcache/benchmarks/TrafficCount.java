package io.flagcache.benchmarks;

import io.flagcache.benchmarks.backend.Backend;
import io.flagcache.benchmarks.backend.BenchmarkServer;
import io.flagcache.benchmarks.backend.MeteredClient;
import io.flagcache.benchmarks.backend.UnitMeter.Units;
import io.flagcache.benchmarks.report.Results.Traffic;
import io.flagcache.benchmarks.worker.Contender;
import io.flagcache.benchmarks.worker.Operation;
import io.flagcache.benchmarks.worker.TwoWorkers;
import io.flagcache.testservers.TcpRelay;
import java.util.ArrayList;
import java.util.List;

/** Counts what operations send and receive, by a relay between client and server. */
final class TrafficCount {

  /** Until connections are open, and databases and drivers have prepared their statements. */
  private static final int BEFORE = 8;

  private static final int COUNTED = 10;

  private TrafficCount() {}

  /** Of all who run on the server's backend. */
  static List<Traffic> of(BenchmarkServer server, Plan plan) throws Exception {
    List<Traffic> all = new ArrayList<>();
    for (int documentBytes : plan.documentBytes()) {
      for (Contender contender : plan.contenders()) {
        if (contender.runsOn(server.backend())) {
          all.addAll(of(server, contender, documentBytes));
        }
      }
      server.wipe();
    }
    return all;
  }

  private static List<Traffic> of(BenchmarkServer server, Contender contender, int documentBytes)
      throws Exception {
    List<Traffic> all = new ArrayList<>();
    try (TcpRelay relay = server.relay();
        TwoWorkers workers =
            TwoWorkers.open(server.backend(), contender, documentBytes, server.address(relay))) {
      for (Operation operation : contender.operations()) {
        Run run = new Run(workers, relay, operation);
        all.add(run.count(server.backend(), contender, documentBytes));
      }
    }
    return all;
  }

  private record Run(TwoWorkers workers, TcpRelay relay, Operation operation) {

    Traffic count(Backend backend, Contender contender, int documentBytes) throws Exception {
      for (int i = 0; i < BEFORE; i++) {
        prepare();
        workers.run(operation);
      }
      long bytes = 0;
      long roundTrips = 0;
      for (int i = 0; i < COUNTED; i++) {
        prepare();
        long bytesBefore = relay.bytes();
        long roundTripsBefore = relay.roundTrips();
        workers.run(operation);
        bytes += relay.bytes() - bytesBefore;
        roundTrips += relay.roundTrips() - roundTripsBefore;
      }
      Units units = units();
      return new Traffic(
          backend,
          contender,
          operation,
          documentBytes,
          (double) roundTrips / COUNTED,
          (double) bytes / COUNTED,
          units.read(),
          units.write());
    }

    private void prepare() throws Exception {
      if (operation == Operation.CHANGED_POLL) {
        workers.run(Operation.PUBLICATION);
      }
    }

    /** For one operation, without the bytes counted: answers are longer while units are told. */
    private Units units() throws Exception {
      if (!(workers.client() instanceof MeteredClient metered)) {
        return new Units(0, 0);
      }
      prepare();
      metered.meter().start();
      workers.run(operation);
      return metered.meter().stop();
    }
  }
}
