package io.flagcache.conformance.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.flagcache.conformance.history.FleetEvent.ApiFailed;
import io.flagcache.conformance.history.FleetEvent.BackendLost;
import io.flagcache.conformance.history.FleetEvent.BackendReturned;
import io.flagcache.conformance.history.FleetEvent.DataLost;
import io.flagcache.conformance.history.FleetEvent.DocumentChanged;
import io.flagcache.conformance.history.FleetEvent.Stored;
import io.flagcache.conformance.history.WorkerEvent.Asked;
import io.flagcache.conformance.history.WorkerEvent.AskedInVain;
import io.flagcache.conformance.history.WorkerEvent.CallEnded;
import io.flagcache.conformance.history.WorkerEvent.Died;
import io.flagcache.conformance.history.WorkerEvent.Elected;
import io.flagcache.conformance.history.WorkerEvent.Fetched;
import io.flagcache.conformance.history.WorkerEvent.Joined;
import io.flagcache.conformance.history.WorkerEvent.Left;
import io.flagcache.conformance.history.WorkerEvent.NotElected;
import io.flagcache.conformance.history.WorkerEvent.Read;
import io.flagcache.conformance.history.WorkerEvent.ReadNothing;
import io.flagcache.conformance.history.WorkerEvent.Received;
import io.flagcache.conformance.history.WorkerEvent.Unchanged;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.params.provider.Arguments;

/**
 * What small histories are made of, on a lease of 90 s. The API serves version 1 at the beginning
 * of each.
 */
final class Histories {

  static final Duration LEASE = Duration.ofSeconds(90);

  private Histories() {}

  static void demand(String rule, Promises.Builder promises, List<HistoryEvent> events) {
    History history = historyOf(promises, events);
    assertThat(history.violations().stream().map(Violation::rule).distinct())
        .as(history::trace)
        .isEqualTo(rule.equals("kept") ? List.of() : List.of(rule));
  }

  static History historyOf(Promises.Builder promises, List<HistoryEvent> events) {
    History history = new History(promises.build());
    history.add(new DocumentChanged(Duration.ZERO, 1));
    events.forEach(history::add);
    return history;
  }

  static Arguments kept(String name, Object... events) {
    return arguments("kept", name, events(events));
  }

  static Arguments broken(String rule, String name, Object... events) {
    return arguments(rule, name, events(events));
  }

  /** Of events and lists of them. */
  static List<HistoryEvent> events(Object... all) {
    List<HistoryEvent> events = new ArrayList<>();
    for (Object one : all) {
      if (one instanceof HistoryEvent event) {
        events.add(event);
      } else {
        ((List<?>) one).forEach(event -> events.add((HistoryEvent) event));
      }
    }
    return events;
  }

  static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  static HistoryEvent joined(int at, String worker) {
    return joined(at, worker, false);
  }

  static HistoryEvent joined(int at, String worker, boolean reader) {
    return new Joined(seconds(at), worker, reader);
  }

  static HistoryEvent left(int at, String worker) {
    return new Left(seconds(at), worker);
  }

  static HistoryEvent died(int at, String worker) {
    return new Died(seconds(at), worker);
  }

  static HistoryEvent asks(int at, String worker) {
    return new Asked(seconds(at), worker);
  }

  static HistoryEvent told(int at, String worker) {
    return new Elected(seconds(at), worker, OptionalLong.empty());
  }

  static HistoryEvent told(int at, String worker, long epoch) {
    return new Elected(seconds(at), worker, OptionalLong.of(epoch));
  }

  static List<HistoryEvent> elected(int at, String worker) {
    return List.of(asks(at, worker), told(at, worker));
  }

  static List<HistoryEvent> elected(int at, String worker, long epoch) {
    return List.of(asks(at, worker), told(at, worker, epoch));
  }

  static List<HistoryEvent> notElected(int at, String worker) {
    return List.of(asks(at, worker), new NotElected(seconds(at), worker));
  }

  static List<HistoryEvent> inVain(int at, String worker) {
    return List.of(asks(at, worker), new AskedInVain(seconds(at), worker, "down"));
  }

  static HistoryEvent fetched(int at, String worker, long content) {
    return new Fetched(seconds(at), worker, content);
  }

  static HistoryEvent unchanged(int at, String worker) {
    return new Unchanged(seconds(at), worker);
  }

  static HistoryEvent received(int at, String worker, long content) {
    return new Received(seconds(at), worker, content);
  }

  static HistoryEvent callEnded(int at, String worker) {
    return new CallEnded(seconds(at), worker, Duration.ZERO);
  }

  static HistoryEvent read(int at, String worker, long content) {
    return new Read(seconds(at), worker, content);
  }

  static HistoryEvent nothing(int at, String worker) {
    return new ReadNothing(seconds(at), worker, Duration.ZERO);
  }

  static HistoryEvent changed(int at, long content) {
    return new DocumentChanged(seconds(at), content);
  }

  static HistoryEvent apiFailed(int at) {
    return new ApiFailed(seconds(at));
  }

  static HistoryEvent backendLost(int at) {
    return new BackendLost(seconds(at));
  }

  static HistoryEvent backendReturned(int at) {
    return new BackendReturned(seconds(at));
  }

  static HistoryEvent dataLost(int at) {
    return new DataLost(seconds(at));
  }

  static HistoryEvent stored(int at, long content) {
    return new Stored(seconds(at), content, OptionalLong.empty());
  }

  static HistoryEvent stored(int at, long content, long fetchEpoch) {
    return new Stored(seconds(at), content, OptionalLong.of(fetchEpoch));
  }
}
