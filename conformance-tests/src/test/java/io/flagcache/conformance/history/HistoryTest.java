package io.flagcache.conformance.history;

import static io.flagcache.conformance.history.Histories.LEASE;
import static io.flagcache.conformance.history.Histories.changed;
import static io.flagcache.conformance.history.Histories.demand;
import static io.flagcache.conformance.history.Histories.died;
import static io.flagcache.conformance.history.Histories.elected;
import static io.flagcache.conformance.history.Histories.events;
import static io.flagcache.conformance.history.Histories.fetched;
import static io.flagcache.conformance.history.Histories.historyOf;
import static io.flagcache.conformance.history.Histories.joined;
import static io.flagcache.conformance.history.Histories.left;
import static io.flagcache.conformance.history.Histories.notElected;
import static io.flagcache.conformance.history.Histories.nothing;
import static io.flagcache.conformance.history.Histories.read;
import static io.flagcache.conformance.history.Histories.received;
import static io.flagcache.conformance.history.Histories.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flagcache.conformance.history.WorkerEvent.CallEnded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a history keeps, tells, and does not judge. */
class HistoryTest {

  @Test
  void withoutPromisesOfTimeNoTimeIsJudged() {
    demand(
        "kept",
        Promises.withLease(LEASE),
        events(
            elected(0, "a"),
            notElected(0, "b"),
            nothing(0, "b"),
            fetched(1, "b", 1),
            elected(5000, "b"),
            new CallEnded(seconds(9000), "b", seconds(4000))));
  }

  @Test
  void whoHasLeftOrDiedCountsNoMore() {
    demand(
        "kept",
        Promises.withLease(LEASE),
        events(changed(1, 2), read(2, "a", 2), left(3, "a"), read(4, "a", 1)));
    demand(
        "kept",
        Promises.withLease(LEASE),
        events(changed(1, 2), read(2, "a", 2), died(3, "a"), read(4, "a", 1)));
  }

  @Test
  void theStoryIsTold() {
    History history = historyOf(Promises.withLease(LEASE), stepsBackOfASupersededLeader());
    assertThat(history.violations())
        .singleElement()
        .hasToString(
            "O1: at 106.000 s c went back from version 2, which it read at 103.000 s (fetched by b"
                + " under leadership 2), to version 1 (fetched by a under leadership 1)");
    assertThat(history.trace())
        .contains("102.000 s b fetches version 2\n")
        .contains("106.000 s c reads version 1\n!! O1: at 106.000 s c went back");
  }

  private static List<HistoryEvent> stepsBackOfASupersededLeader() {
    return events(
        elected(0, "a"),
        fetched(1, "a", 1),
        received(1, "a", 1),
        elected(100, "b"),
        changed(101, 2),
        fetched(102, "b", 2),
        received(102, "b", 2),
        read(103, "c", 2),
        read(106, "c", 1));
  }

  @Test
  void onlyTheFirstStoriesAreKeptAndAllAreCounted() {
    List<HistoryEvent> events = new ArrayList<>(List.of(joined(0, "a", true)));
    events.addAll(Collections.nCopies(50, elected(1, "a").get(1)));
    History history = historyOf(Promises.withLease(LEASE), events);
    assertThat(history.violations()).hasSize(20);
    assertThat(history.counts()).containsOnly(Map.entry("C3", 50L));
  }

  @Test
  void promisesThatMakeNoSenseAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Promises.withLease(Duration.ZERO).build())
        .withMessage("lease is PT0S; use more than zero");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Promises.withLease(LEASE).slack(LEASE).build())
        .withMessage("slack is PT1M30S; use zero or more, and less than the lease, PT1M30S");
  }
}
