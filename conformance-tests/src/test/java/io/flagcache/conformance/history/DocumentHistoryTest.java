package io.flagcache.conformance.history;

import static io.flagcache.conformance.history.Histories.LEASE;
import static io.flagcache.conformance.history.Histories.apiFailed;
import static io.flagcache.conformance.history.Histories.backendLost;
import static io.flagcache.conformance.history.Histories.backendReturned;
import static io.flagcache.conformance.history.Histories.broken;
import static io.flagcache.conformance.history.Histories.callEnded;
import static io.flagcache.conformance.history.Histories.changed;
import static io.flagcache.conformance.history.Histories.dataLost;
import static io.flagcache.conformance.history.Histories.demand;
import static io.flagcache.conformance.history.Histories.elected;
import static io.flagcache.conformance.history.Histories.events;
import static io.flagcache.conformance.history.Histories.fetched;
import static io.flagcache.conformance.history.Histories.inVain;
import static io.flagcache.conformance.history.Histories.kept;
import static io.flagcache.conformance.history.Histories.left;
import static io.flagcache.conformance.history.Histories.notElected;
import static io.flagcache.conformance.history.Histories.read;
import static io.flagcache.conformance.history.Histories.received;
import static io.flagcache.conformance.history.Histories.seconds;
import static io.flagcache.conformance.history.Histories.stored;
import static io.flagcache.conformance.history.Histories.unchanged;

import io.flagcache.conformance.history.FleetEvent.Quiet;
import io.flagcache.conformance.history.WorkerEvent.ReadDamaged;
import io.flagcache.conformance.history.WorkerEvent.ReadLossy;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What workers go on with. Small histories that break a promise, and some that just do not. */
class DocumentHistoryTest {

  private static final Duration HOLD = Duration.ofSeconds(270);

  static Stream<Arguments> stepsBack() {
    return Stream.of(
        kept("it goes on", read(0, "a", 1), changed(1, 2), read(2, "a", 2)),
        broken("P11", "it goes back", changed(1, 2), read(2, "a", 2), read(3, "a", 1)),
        kept("another is behind", changed(1, 2), read(2, "a", 2), read(3, "b", 1)),
        kept(
            "the API went back",
            read(0, "a", 1),
            changed(1, 2),
            read(2, "a", 2),
            changed(3, 1),
            read(4, "a", 1)),
        broken(
            "P11",
            "the API went back once",
            read(0, "a", 1),
            changed(1, 2),
            read(2, "a", 2),
            changed(3, 1),
            read(4, "a", 1),
            read(5, "a", 2)),
        broken(
            "P11",
            "it received the newer one",
            inVain(0, "a"),
            changed(1, 2),
            fetched(2, "a", 2),
            received(2, "a", 2),
            read(3, "a", 1)),
        kept(
            "nobody told the provider",
            notElected(0, "a"),
            changed(1, 2),
            fetched(2, "a", 2),
            read(3, "a", 1)),
        broken(
            "O1",
            "a superseded leader's came back",
            elected(0, "a"),
            fetched(1, "a", 1),
            elected(100, "b"),
            changed(101, 2),
            fetched(102, "b", 2),
            received(102, "b", 2),
            read(103, "c", 2),
            notElected(104, "c"),
            received(105, "a", 1),
            read(106, "c", 1)));
  }

  static Stream<Arguments> stepsBackInTheEnd() {
    return Stream.of(
        kept(
            "held for long",
            received(0, "a", 2),
            stored(1, 1),
            callEnded(1, "a"),
            read(270, "a", 2),
            read(271, "a", 1)),
        broken(
            "P11",
            "not held for long",
            received(0, "a", 2),
            stored(1, 1),
            callEnded(1, "a"),
            read(270, "a", 1)),
        broken(
            "P11",
            "not while the backend is out of reach",
            backendLost(0),
            received(0, "a", 2),
            callEnded(1, "a"),
            backendReturned(10),
            notElected(10, "a"),
            read(279, "a", 1)),
        broken(
            "P11",
            "nor while it is out of reach again",
            received(0, "a", 2),
            stored(1, 1),
            callEnded(1, "a"),
            backendLost(90),
            inVain(100, "a"),
            inVain(200, "a"),
            backendReturned(390),
            notElected(400, "a"),
            read(570, "a", 1)),
        kept(
            "held for as long as it was in reach",
            received(0, "a", 2),
            stored(1, 1),
            callEnded(1, "a"),
            backendLost(90),
            inVain(100, "a"),
            backendReturned(390),
            notElected(400, "a"),
            read(571, "a", 1)),
        kept(
            "an outage that it did not notice",
            received(0, "a", 2),
            stored(1, 1),
            callEnded(1, "a"),
            backendLost(90),
            backendReturned(100),
            notElected(110, "a"),
            read(271, "a", 1)),
        broken(
            "P11",
            "what is stored was no older",
            received(0, "a", 2),
            stored(1, 2, 1),
            callEnded(1, "a"),
            read(300, "a", 1)));
  }

  static Stream<Arguments> whatIsStored() {
    return Stream.of(
        kept("a later leader's", stored(0, 1, 1), stored(1, 2, 2)),
        broken("O1", "an earlier leader's", stored(0, 2, 2), stored(1, 1, 1)),
        kept("an earlier one of nobody knows when", stored(0, 2, 2), stored(1, 1)),
        kept("the data was lost", stored(0, 2, 2), dataLost(1), stored(2, 1, 1)),
        broken(
            "O1",
            "a worker serves what it fetched before",
            elected(0, "a", 1),
            received(1, "a", 1),
            stored(2, 2, 2),
            read(3, "a", 1)),
        kept(
            "it reads what is stored",
            changed(0, 2),
            elected(0, "a", 1),
            received(1, "a", 1),
            stored(2, 2, 2),
            read(3, "a", 2)),
        kept(
            "it fetched without leading",
            changed(0, 2),
            inVain(0, "a"),
            received(1, "a", 2),
            stored(2, 1, 2),
            read(3, "a", 2)));
  }

  static Stream<Arguments> quiet() {
    HistoryEvent quiet = new Quiet(seconds(60), seconds(50));
    List<HistoryEvent> leads = events(elected(0, "a"), changed(1, 2), fetched(2, "a", 2));
    List<HistoryEvent> publishes = events(leads, received(2, "a", 2));
    return Stream.of(
        kept("all read it", publishes, read(50, "a", 2), read(50, "b", 2), quiet),
        broken("O2", "one is behind", publishes, read(50, "a", 2), read(50, "b", 1), quiet),
        kept("it read before", publishes, read(50, "a", 2), read(49, "b", 1), quiet),
        kept("it left", publishes, read(50, "b", 1), left(51, "b"), read(52, "a", 2), quiet),
        broken("O2", "all are behind", publishes, read(50, "b", 1), read(50, "c", 1), quiet),
        kept("nobody leads", publishes, notElected(40, "a"), read(50, "b", 1), quiet),
        kept("the lease is over", publishes, read(95, "b", 1), new Quiet(seconds(95), seconds(50))),
        kept("the backend is away", publishes, read(50, "b", 1), backendLost(51), quiet),
        broken("O2", "the leader was told", publishes, apiFailed(3), read(50, "b", 1), quiet),
        kept("the provider was not told", leads, read(50, "b", 1), quiet),
        kept(
            "only the follower knows",
            events(elected(0, "a"), notElected(0, "b")),
            changed(1, 2),
            fetched(2, "b", 2),
            received(2, "b", 2),
            apiFailed(3),
            read(50, "c", 1),
            quiet),
        broken(
            "O2",
            "the leader can learn it",
            events(elected(0, "a")),
            changed(1, 2),
            read(50, "b", 1),
            quiet),
        kept("nobody hears that it is back", publishes, changed(10, 1), read(50, "b", 2), quiet),
        kept(
            "it was back already",
            events(elected(0, "a"), fetched(0, "a", 1), received(0, "a", 1)),
            changed(1, 2),
            changed(2, 1),
            unchanged(3, "a"),
            read(50, "b", 1),
            quiet));
  }

  static Stream<Arguments> values() {
    return Stream.of(
        kept("as it was served", read(0, "a", 1)),
        broken("P1", "never served", read(0, "a", 2)),
        broken("P1", "damaged", new ReadDamaged(seconds(0), "a", "reads half of it")));
  }

  static Stream<Arguments> apisDocument() {
    HistoryEvent lost = new ReadLossy(seconds(0), "a", 1, "'/flags/0/team_id' is gone");
    HistoryEvent quiet = new Quiet(seconds(60), seconds(50));
    List<HistoryEvent> isBack =
        events(elected(0, "a"), changed(1, 2), fetched(2, "a", 2), received(2, "a", 2));
    return Stream.of(
        kept("as it was served", read(0, "a", 1)),
        broken("P1", "not all of it", read(0, "a", 1), lost),
        kept("all hear that it is back", isBack, changed(10, 1), read(50, "b", 1), quiet),
        broken("O2", "one does not", isBack, changed(10, 1), read(50, "b", 2), quiet),
        kept(
            "nobody can",
            isBack,
            changed(10, 1),
            apiFailed(11),
            read(50, "a", 2),
            read(50, "b", 2),
            quiet));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("apisDocument")
  void whatALosslessFleetPromises(String rule, String name, List<HistoryEvent> events) {
    demand(rule, Promises.withLease(LEASE).lossless(), events);
    demand("kept", Promises.withLease(LEASE), events);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource({"stepsBack", "whatIsStored", "quiet", "values"})
  void whatIsAlwaysPromised(String rule, String name, List<HistoryEvent> events) {
    demand(rule, Promises.withLease(LEASE), events);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("stepsBackInTheEnd")
  void stepsBackWhenNobodyCanHold(String rule, String name, List<HistoryEvent> events) {
    List<HistoryEvent> all = events(changed(0, 2), events);
    demand(rule, Promises.withLease(LEASE).holdTime(HOLD), all);
  }

  @Test
  void aStoreWithoutAgesPromisesLessOfWhatWasFetchedInAnOutage() {
    List<HistoryEvent> events =
        events(
            inVain(0, "a"),
            changed(1, 2),
            fetched(2, "a", 2),
            received(2, "a", 2),
            elected(3, "a"),
            read(50, "b", 1),
            new Quiet(seconds(60), seconds(50)));
    demand("O2", Promises.withLease(LEASE), events);
    demand("kept", Promises.withLease(LEASE).ages(Ages.NONE), events);
  }
}
