package io.flagcache.conformance;

import static io.flagcache.conformance.Documents.named;

import io.flagcache.conformance.internal.Await;
import io.flagcache.conformance.rule.Disturbance;
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
    demandStays(stalled, "v3", "again whose older document had been refused");
  }

  @Test
  @Rule("O1")
  @DisplayName(
      "O1 what was refused stays older after several leaders, and after it was handed over again")
  final void o1ARefusedDocumentStaysOlder() {
    Worker stalled = stalled();
    Worker successor = successor();
    stalled.receives(named("v2"));
    successor.receives(named("v3"));
    successor.shutsDown();
    Worker third = fleet().follower(fleet().lasting());
    fleet().lead(third);
    stalled.receives(named("v2"));
    third.shutsDown();
    demandStays(stalled, "v3", "whose document had been refused two leaders ago");
  }

  @Test
  @Rule(value = "O1", disturbs = Disturbance.DATA)
  @DisplayName(
      "O1 what was refused is not published after a loss of data by who has read a newer one")
  final void o1ARefusedDocumentIsNotPublishedAfterALoss() {
    Worker stalled = stalled();
    Worker successor = successor();
    stalled.receives(named("v2"));
    successor.receives(named("v3"));
    fleet().awaitReads(stalled, named("v3"), "that its successor had published");
    fleet().wipe();
    demandStays(stalled, "v3", "after a loss of all data, whose older document had been refused");
  }

  /** Lets a worker lead for some polls, in which the same document is read. */
  private void demandStays(Worker leader, String name, String circumstances) {
    for (int poll = 0; poll < 3; poll++) {
      fleet().lead(leader);
      fleet().awaitReads(fleet().worker(), named(name), "when a worker led " + circumstances);
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
    verdict()
        .that(
            stalled.asks(),
            "a worker whose newer document had been refused was not elected though its successor had"
                + " been shut down");
    fleet()
        .awaitReads(
            fleet().worker(),
            named("v2"),
            "when a worker led again whose newer document had been refused, and which hears"
                + " nothing but 304 since");
  }

  @Test
  @Rule("O2")
  @DisplayName(
      "O2 what was refused is published after several leaders, though the entry was read since")
  final void o2ARefusedDocumentIsRemembered() {
    Worker stalled = stalled();
    Worker successor = successor();
    Worker third = fleet().follower(fleet().lasting());
    stalled.receives(named("v2"));
    stalled.polls();
    successor.shutsDown();
    fleet().lead(third);
    stalled.polls();
    third.shutsDown();
    fleet().lead(stalled);
    fleet()
        .awaitReads(
            fleet().worker(),
            named("v2"),
            "when a worker led again whose newer document had been refused two leaders ago");
  }
}
