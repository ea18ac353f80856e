package io.flagcache.conformance;

import static io.flagcache.conformance.Documents.named;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.conformance.StoredField.Part;
import io.flagcache.conformance.internal.Verdict;
import io.flagcache.conformance.rule.Disturbance;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What polling costs, and what others store: R1 to R3. */
abstract class CostRules extends ProviderRuleGroup {

  private static final int POLLS = 10;
  private static final int ROUND_TRIPS_OF_A_LEADER = 5;
  private static final int LIMIT = 20_000;

  CostRules(FlagDefinitionCacheProviderConformance conformance) {
    super(conformance);
  }

  @Test
  @Rule(value = "R1", needs = Capability.COST_COUNTERS, disturbs = Disturbance.CONNECTIONS)
  @SuppressWarnings("ReferenceEquality") // The same document, not an equal one.
  @DisplayName("R1 a poll with unchanged definitions is one round trip without payload")
  final void r1AnUnchangedPollIsOneRoundTrip() {
    Worker leader = fleet().leader(fleet().lasting(), Documents.ofBytes(100_000, 1));
    Worker follower = fleet().follower(fleet().lasting());
    follower.polls();
    Optional<FlagDefinitionCacheData> first = follower.polls();
    BackendCost before = cost();
    Duration slowest = Duration.ZERO;
    for (int i = 0; i < POLLS; i++) {
      long start = System.nanoTime();
      Optional<FlagDefinitionCacheData> read = follower.polls();
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      slowest = took.compareTo(slowest) > 0 ? took : slowest;
      verdict()
          .that(
              read.isPresent() && read.orElseThrow() == first.orElseThrow(),
              "an unchanged document was decoded again, or not found, at poll " + (i + 1));
    }
    BackendCost after = cost();
    long roundTrips = after.roundTrips() - before.roundTrips();
    long payloadBytes = after.payloadBytes() - before.payloadBytes();
    String complaint =
        POLLS
            + " polls of a follower with unchanged definitions took "
            + roundTrips
            + " round trips and moved "
            + payloadBytes
            + " bytes of payload";
    // What was not answered in time may be asked for again, but no payload.
    boolean askedAgain =
        Verdict.mayHaveRunOutOfTime(slowest, fleet().lasting().build().decisionDeadline());
    verdict().that(payloadBytes == 0 && (askedAgain || roundTrips <= POLLS), complaint);
    verdict().inTime(roundTrips <= POLLS, complaint);
    leader.receives(named("v2"));
    fleet().demandReads(follower, named("v2"), "when the definitions had changed");
    verdict()
        .that(
            cost().payloadBytes() > after.payloadBytes(),
            "the fixture counted no payload though a document was written and read");
  }

  @Test
  @Rule(value = "R3", needs = Capability.COST_COUNTERS, disturbs = Disturbance.CONNECTIONS)
  @DisplayName("R3 a leader's poll that brings no document moves no payload")
  final void r3ALeadersPollMovesNoPayload() {
    Worker leader = fleet().leader(fleet().lasting(), Documents.ofBytes(100_000, 1));
    leader.asks();
    BackendCost before = cost();
    for (int i = 0; i < POLLS; i++) {
      verdict().inTime(leader.asks(), "the leader was not elected when it polled");
    }
    BackendCost after = cost();
    long roundTrips = after.roundTrips() - before.roundTrips();
    long payloadBytes = after.payloadBytes() - before.payloadBytes();
    String complaint =
        POLLS
            + " polls of a leader that brought no document took "
            + roundTrips
            + " round trips and moved "
            + payloadBytes
            + " bytes of payload";
    verdict().that(payloadBytes == 0, complaint);
    verdict().inTime(roundTrips <= POLLS * ROUND_TRIPS_OF_A_LEADER, complaint);
  }

  @Test
  @Rule(
      value = "R2",
      needs = {Capability.STORED_FIELDS, Capability.DOCUMENT_LIMIT, Capability.COST_COUNTERS},
      disturbs = Disturbance.CONNECTIONS)
  @DisplayName("R2 content above the limit is not transferred")
  final void r2LongContentIsNotTransferred() {
    boolean any = false;
    for (StoredField field : fleet().storedFields(Part.PAYLOAD)) {
      String key = Fleet.newServiceKey();
      WorkerSettings.Builder settings = fleet().lasting(key).maxDocumentBytes(LIMIT);
      fleet().leader(settings, named("v1"));
      Worker reader = fleet().worker(settings);
      if (fleet().damage(key, field, FieldDamage.longerBy(50 * LIMIT))) {
        any = true;
        long before = cost().payloadBytes();
        reader.tryGet();
        long moved = cost().payloadBytes() - before;
        verdict()
            .that(
                moved <= LIMIT,
                reader + " moved " + moved + " bytes, though documents may have " + LIMIT);
      }
    }
    Fleet.demandAny(any, "makes a payload longer");
  }

  private BackendCost cost() {
    return fleet().from("count the cost", fleet().fixture()::cost);
  }
}
