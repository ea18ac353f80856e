package io.flagcache.conformance.history;

import static io.flagcache.conformance.history.Histories.LEASE;
import static io.flagcache.conformance.history.Histories.backendLost;
import static io.flagcache.conformance.history.Histories.broken;
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
import static io.flagcache.conformance.history.Histories.nothing;
import static io.flagcache.conformance.history.Histories.read;
import static io.flagcache.conformance.history.Histories.received;
import static io.flagcache.conformance.history.Histories.seconds;
import static io.flagcache.conformance.history.Histories.stored;

import io.flagcache.conformance.history.WorkerEvent.CallEnded;
import io.flagcache.conformance.history.WorkerEvent.ReadFailed;
import io.flagcache.conformance.history.WorkerEvent.ReadNothing;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is stored, and what calls cost. Small histories that break a promise, and some that just do
 * not.
 */
class EntryHistoryTest {

  static Stream<Arguments> replacements() {
    List<HistoryEvent> entry = events(elected(0, "a"), received(0, "a", 1), changed(1, 2));
    return Stream.of(
        broken(
            "P4",
            "a follower's is stored",
            entry,
            stored(1, 1),
            notElected(2, "b"),
            received(3, "b", 2),
            stored(4, 2)),
        broken(
            "P4",
            "a follower's is read",
            entry,
            read(1, "c", 1),
            notElected(2, "b"),
            received(3, "b", 2),
            read(4, "c", 2)),
        kept(
            "it reads its own",
            entry,
            read(1, "c", 1),
            notElected(2, "b"),
            received(3, "b", 2),
            read(4, "b", 2)),
        kept("there was no entry", entry, notElected(2, "b"), received(3, "b", 2), read(4, "c", 2)),
        kept(
            "it was lost",
            entry,
            read(1, "c", 1),
            dataLost(2),
            notElected(2, "b"),
            received(3, "b", 2),
            read(4, "c", 2)),
        kept(
            "it leads later",
            entry,
            read(1, "c", 1),
            notElected(2, "b"),
            received(3, "b", 2),
            left(4, "a"),
            elected(5, "b"),
            read(6, "c", 2)),
        kept(
            "the leader has it, too",
            entry,
            read(1, "c", 1),
            notElected(2, "b"),
            received(3, "b", 2),
            received(4, "a", 2),
            read(5, "c", 2)));
  }

  static Stream<Arguments> entryLives() {
    return Stream.of(
        broken("P5", "it is gone", elected(0, "a"), read(1, "b", 1), nothing(2, "b")),
        broken("P5", "it is not seen", elected(0, "a"), stored(1, 1), nothing(2, "b")),
        kept("it has not been there", elected(0, "a"), nothing(2, "b")),
        kept(
            "it came while it was read",
            elected(0, "a"),
            read(1, "b", 1),
            new ReadNothing(seconds(2), "c", seconds(2))),
        kept("it was lost", elected(0, "a"), read(1, "b", 1), dataLost(2), nothing(3, "b")),
        kept("its time is over", elected(0, "a"), read(599, "b", 1), nothing(600, "b")),
        broken(
            "P5",
            "a leader polls",
            elected(0, "a"),
            read(1, "b", 1),
            elected(599, "a"),
            nothing(1198, "b")),
        kept(
            "the backend is away",
            elected(0, "a"),
            read(1, "b", 1),
            backendLost(2),
            nothing(3, "b")));
  }

  static Stream<Arguments> coldStart() {
    List<HistoryEvent> waits = events(elected(0, "a"), notElected(0, "b"));
    return Stream.of(
        kept("one fetches", waits, fetched(1, "a", 1)),
        broken("C1", "two fetch", waits, nothing(0, "b"), fetched(1, "b", 1)),
        kept(
            "it has waited",
            waits,
            new ReadNothing(seconds(5), "b", seconds(5)),
            fetched(5, "b", 1)),
        broken(
            "C1",
            "not for long enough",
            waits,
            new ReadNothing(seconds(4), "b", seconds(4)),
            fetched(4, "b", 1)),
        kept("it had no answer", waits, inVain(1, "b"), fetched(1, "b", 1)),
        kept("its read failed", waits, new ReadFailed(seconds(1), "b"), fetched(1, "b", 1)),
        kept("nobody leads", waits, left(1, "a"), nothing(1, "b"), fetched(2, "b", 1)),
        kept(
            "it is cold no more", waits, received(1, "a", 1), nothing(2, "b"), fetched(3, "b", 1)));
  }

  static Stream<Arguments> entryDeaths() {
    List<HistoryEvent> entry = events(elected(0, "a"), received(0, "a", 1), left(1, "a"));
    return Stream.of(
        kept("it is read in time", entry, read(689, "r", 1)),
        broken("P10", "it is read too late", entry, read(691, "r", 1)),
        kept("somebody led meanwhile", entry, elected(400, "b"), read(1000, "r", 1)),
        broken("P10", "it is back", entry, elected(700, "b"), read(701, "r", 1)),
        kept(
            "it is published again by who knows it",
            entry,
            read(600, "b", 1),
            elected(700, "b"),
            read(701, "r", 1)),
        kept(
            "another is published",
            entry,
            elected(700, "b"),
            received(701, "b", 1),
            read(702, "r", 1)),
        kept("it is read by who received it", entry, received(0, "r", 1), read(800, "r", 1)),
        kept("the backend is out of reach", entry, backendLost(600), read(800, "r", 1)));
  }

  static Stream<Arguments> calls() {
    return Stream.of(
        kept("in time", new CallEnded(seconds(20), "a", seconds(10))),
        broken("F1", "too long", new CallEnded(seconds(20), "a", seconds(11))));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource({"replacements", "entryLives", "entryDeaths"})
  void theEntry(String rule, String name, List<HistoryEvent> events) {
    demand(rule, Promises.withLease(LEASE).entryTtl(seconds(600)).readsShowTheEntry(), events);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("coldStart")
  void oneFetch(String rule, String name, List<HistoryEvent> events) {
    demand(rule, Promises.withLease(LEASE).firstWait(seconds(5)), events);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("calls")
  void shortCalls(String rule, String name, List<HistoryEvent> events) {
    demand(rule, Promises.withLease(LEASE).longestCall(seconds(10)), events);
  }

  @Test
  void withoutReadsThatShowTheEntryOnlyWhatIsStoredIsJudged() {
    List<HistoryEvent> entry = events(elected(0, "a"), received(0, "a", 1), changed(1, 2));
    demand(
        "kept",
        Promises.withLease(LEASE),
        events(
            entry,
            read(1, "c", 1),
            notElected(2, "b"),
            received(3, "b", 2),
            read(4, "c", 2),
            nothing(5, "d")));
  }
}
