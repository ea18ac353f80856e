package io.flagcache.conformance.history;

import static io.flagcache.conformance.history.Histories.LEASE;
import static io.flagcache.conformance.history.Histories.asks;
import static io.flagcache.conformance.history.Histories.backendLost;
import static io.flagcache.conformance.history.Histories.backendReturned;
import static io.flagcache.conformance.history.Histories.broken;
import static io.flagcache.conformance.history.Histories.dataLost;
import static io.flagcache.conformance.history.Histories.demand;
import static io.flagcache.conformance.history.Histories.died;
import static io.flagcache.conformance.history.Histories.elected;
import static io.flagcache.conformance.history.Histories.events;
import static io.flagcache.conformance.history.Histories.historyOf;
import static io.flagcache.conformance.history.Histories.inVain;
import static io.flagcache.conformance.history.Histories.joined;
import static io.flagcache.conformance.history.Histories.kept;
import static io.flagcache.conformance.history.Histories.left;
import static io.flagcache.conformance.history.Histories.notElected;
import static io.flagcache.conformance.history.Histories.read;
import static io.flagcache.conformance.history.Histories.seconds;
import static io.flagcache.conformance.history.Histories.told;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who leads, and when. Small histories that break a promise, and some that just do not. */
class LeadershipHistoryTest {

  static Stream<Arguments> oneLeader() {
    return Stream.of(
        kept("a leader goes on", elected(0, "a"), elected(30, "a"), elected(60, "a")),
        kept("another leads when the lease is over", elected(0, "a"), elected(90, "b")),
        broken("E3", "another leads before that", elected(0, "a"), elected(89, "b")),
        broken("E1", "two lead at once", elected(0, "a"), elected(0, "b")),
        broken("E3", "a renewal counts", elected(0, "a"), elected(60, "a"), elected(100, "b")),
        kept("it shut down", elected(0, "a"), left(30, "a"), elected(31, "b")),
        broken("E3", "it died", elected(0, "a"), died(30, "a"), elected(31, "b")),
        kept("it heard that it lost", elected(0, "a"), notElected(30, "a"), elected(31, "b")),
        broken("E3", "it asked in vain", elected(0, "a"), inVain(30, "a"), elected(31, "b")),
        kept("its lease may be over", elected(0, "a"), asks(30, "a"), elected(31, "b")),
        kept("the data was lost", elected(0, "a"), dataLost(30), elected(31, "b")),
        kept(
            "one had asked before",
            elected(0, "a"),
            asks(29, "b"),
            dataLost(30),
            told(31, "b"),
            elected(32, "c")),
        kept("the reports are late", elected(90, "b"), elected(0, "a")),
        broken("E3", "the reports are late", elected(89, "b"), elected(0, "a")));
  }

  static Stream<Arguments> epochs() {
    return Stream.of(
        kept("an epoch is renewed", elected(0, "a", 7), elected(30, "a", 7)),
        kept("epochs grow", elected(0, "a", 7), elected(100, "b", 8)),
        broken("E1", "two share an epoch", elected(0, "a", 7), elected(100, "b", 7)),
        broken("E3", "an epoch comes back", elected(0, "a", 8), elected(100, "b", 7)),
        kept(
            "either order is right",
            asks(0, "a"),
            elected(100, "b", 8),
            notElected(150, "b"),
            told(200, "a", 7)),
        kept("the data was lost", elected(0, "a", 8), dataLost(30), elected(31, "b", 1)),
        broken(
            "E1",
            "two share one after a loss",
            elected(0, "a", 8),
            dataLost(30),
            elected(31, "b", 1),
            elected(130, "c", 1)));
  }

  static Stream<Arguments> readers() {
    return Stream.of(
        kept("a reader reads", joined(0, "a", true), notElected(0, "a"), read(1, "a", 1)),
        broken("C3", "a reader leads", joined(0, "a", true), elected(0, "a")));
  }

  static Stream<Arguments> takeOver() {
    return Stream.of(
        kept("in time", joined(0, "a"), elected(0, "a"), died(1, "a"), elected(120, "b")),
        broken("E4", "too late", joined(0, "a"), elected(0, "a"), died(1, "a"), elected(121, "b")),
        kept("in time after a shutdown", elected(0, "a"), left(10, "a"), elected(40, "b")),
        broken("E4", "too late after that", elected(0, "a"), left(10, "a"), elected(41, "b")),
        kept(
            "in time after an outage",
            elected(0, "a"),
            backendLost(10),
            backendReturned(500),
            elected(530, "b")),
        broken(
            "E4",
            "too late after that",
            elected(0, "a"),
            backendLost(10),
            backendReturned(500),
            elected(531, "b")),
        kept("in time after a loss", elected(0, "a"), dataLost(10), elected(40, "b")),
        broken("E4", "too late after that", elected(0, "a"), dataLost(10), elected(41, "b")),
        broken("E4", "the first is late", joined(0, "a"), elected(31, "a")));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource({"oneLeader", "epochs", "readers"})
  void whatIsAlwaysPromised(String rule, String name, List<HistoryEvent> events) {
    demand(rule, Promises.withLease(LEASE), events);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("takeOver")
  void takeOverInTime(String rule, String name, List<HistoryEvent> events) {
    demand(rule, Promises.withLease(LEASE).takeOver(seconds(30)), events);
  }

  @Test
  void slackIsAllowedForTwoLeaders() {
    Promises.Builder promises = Promises.withLease(LEASE).slack(seconds(30));
    demand("kept", promises, events(elected(0, "a"), elected(60, "b")));
    demand("E3", promises, events(elected(0, "a"), elected(59, "b")));
  }

  @Test
  void theTimeWithoutALeaderIsMeasured() {
    History history =
        historyOf(
            Promises.withLease(LEASE),
            events(joined(0, "a"), elected(5, "a"), died(6, "a"), joined(7, "b")));
    assertThat(history.leader()).isEmpty();
    assertThat(history.longestWithoutLeader(seconds(95))).isEqualTo(seconds(5));
    assertThat(history.longestWithoutLeader(seconds(200))).isEqualTo(seconds(105));
  }

  @Test
  void theLeaderIsWhoWasElectedLastAndLives() {
    assertThat(leaderAfter(elected(0, "a"), elected(100, "b"))).contains("b");
    assertThat(leaderAfter(elected(0, "a"), elected(100, "b"), died(101, "b"))).isEmpty();
    assertThat(leaderAfter(elected(0, "a"), notElected(30, "a"))).isEmpty();
    assertThat(leaderAfter(elected(0, "a"), inVain(30, "a"))).contains("a");
  }

  private static Optional<String> leaderAfter(Object... events) {
    return historyOf(Promises.withLease(LEASE), events(events)).leader();
  }
}
