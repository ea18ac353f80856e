package io.flagcache.conformance.simulator;

import io.flagcache.conformance.Rule;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a fleet does while its backend is out of reach: F2. */
abstract class OutageSimulations extends SimulationGroup {

  OutageSimulations(FlagDefinitionCacheProviderSimulation simulation) {
    super(simulation);
  }

  @Test
  @Rule("F2")
  @DisplayName("F2 during an outage workers fetch for themselves")
  final void f2WorkersFetchDuringAnOutage() throws Exception {
    simulate(
        Scenarios.outage(workers(), POLL.multipliedBy(10)),
        run -> {
          run.within("the spread of a change", POLL.multipliedBy(2), run.report().slowestSpread());
          run.atMost("workers that missed the change", 0, run.report().unaware());
        });
  }

  @Test
  @Rule("F2")
  @DisplayName("F2 under HOLD a short outage causes no request")
  final void f2AShortOutageCausesNoRequestUnderHold() throws Exception {
    simulate(
        Scenarios.outage(workers(), POLL.multipliedBy(10)).holding(),
        run -> {
          // In real time the answer to a question may arrive when the outage has begun.
          run.atMost(
              "requests in the outage", isVirtual() ? 0 : 1, run.report().requestsInOutages());
          run.within("the spread of a change", POLL.multipliedBy(9), run.report().slowestSpread());
          run.atMost("workers that missed the change", 0, run.report().unaware());
        });
  }

  @Test
  @Rule("F2")
  @DisplayName("F2 under HOLD workers fetch for themselves when an outage lasts")
  final void f2ALongOutageEndsHold() throws Exception {
    simulate(
        Scenarios.outage(workers(), POLL.multipliedBy(60)).holding(),
        run -> {
          run.within("the spread of a change", POLL.multipliedBy(4), run.report().slowestSpread());
          run.that(
              "nobody fetched in an outage of 30 minutes, though the hold limit is 10",
              run.report().requestsInOutages() > 0);
        });
  }
}
