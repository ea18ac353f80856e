package io.flagcache.conformance;

import static io.flagcache.conformance.Documents.named;

import io.flagcache.conformance.internal.Await;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Which of two documents is newer, when a leader was stopped with one in its hands: O1 and O2. */
abstract class OrderRules extends ProviderRuleGroup {

  OrderRules(FlagDefinitionCacheProviderConformance conformance) {
    super(conformance);
  }

  /** A worker that was elected to fetch what comes after v1, and then stopped. */
  private Worker stalled() {
    Worker stalled = fleet().leader(fleet().shortLived(), named("v1"));
    // Where stored ages are all that tells, two documents of one moment are told apart by none.
    Await.pause(timing().poll());
    fleet().lead(stalled);
    return stalled;
  }

  private Worker successor() {
    Worker successor = fleet().worker();
    fleet().takeOver(successor, timing().shortLease().plus(timing().poll()));
    return successor;
  }

  @Test
  @Rule("O1")
  @DisplayName("O1 what a superseded leader had fetched never replaces what its successor fetched")
  final void o1ARefusedDocumentIsOlderThanTheSuccessors() {
    Worker stalled = stalled();
    Worker successor = successor();
    successor.receives(named("v3"));
    stalled.receives(named("v2"));
    successor.shutsDown();
    fleet().lead(stalled);
    for (int poll = 0; poll < 3; poll++) {
      fleet()
          .demandReads(
              fleet().worker(),
              named("v3"),
              "when a worker led again whose older document had been refused");
      fleet().lead(stalled);
    }
  }

  @Test
  @Rule("O2")
  @DisplayName("O2 what a superseded leader had fetched is published when it leads again")
  final void o2ARefusedDocumentIsPublishedOverAnOlderOne() {
    Worker stalled = stalled();
    Worker successor = successor();
    stalled.receives(named("v2"));
    successor.shutsDown();
    fleet().lead(stalled);
    fleet()
        .awaitReads(
            fleet().worker(),
            named("v2"),
            "when a worker led again whose newer document had been refused, and which hears"
                + " nothing but 304 since");
  }
}
