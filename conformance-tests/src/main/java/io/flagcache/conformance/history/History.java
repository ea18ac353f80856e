package io.flagcache.conformance.history;

import io.flagcache.conformance.history.WorkerEvent.Joined;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What happened to one fleet, and what of it breaks a promise of the contract. Told event by event,
 * in their order, it judges each against
 *
 * <ul>
 *   <li>one leader at a time: E1, E3, and by epochs as far as the backend keeps its data; C3
 *   <li>take-over in time: E4
 *   <li>no step back: P11, and O1 where a superseded leader's document is behind it
 *   <li>all on the newest document when the fleet is quiet: O2
 *   <li>the same value for all, and one that the API served: P1
 *   <li>the API's very document for all, where that is promised: P1, O2
 *   <li>leaders alone replace the entry: P4; it lives: P5; it dies: P10
 *   <li>one fetch at a cold start: C1
 *   <li>no call longer than the SDK waits: F1
 * </ul>
 *
 * <p>Not safe for use by several threads.
 */
public final class History {

  /** Of each rule; the first ones tell what went wrong, and the rest is counted. */
  private static final int MOST_STORIES = 20;

  private static final int LONGEST_TRACE = 4000;

  private final Account account;
  private final List<Invariant> invariants;
  private final TakeOver takeOver;
  private final Map<String, List<Violation>> violations = new LinkedHashMap<>();
  private final Map<String, Long> counts = new LinkedHashMap<>();
  private final Deque<Object> trace = new ArrayDeque<>();

  /**
   * Begins a history in which nothing has happened.
   *
   * @param promises what can be promised
   */
  public History(Promises promises) {
    account = new Account(promises);
    takeOver = new TakeOver(account, this::broken);
    invariants =
        List.of(
            new OneLeader(account, this::broken),
            takeOver,
            new NoStepBack(account, this::broken),
            new Convergence(account, this::broken),
            new SameValue(account, this::broken),
            new ApisDocument(account, this::broken),
            new EntryKept(account, this::broken),
            new EntryDies(account, this::broken),
            new ColdStart(account, this::broken),
            new CallLength(account, this::broken));
  }

  /**
   * Goes on with an event. One of a worker that has left or died changes nothing.
   *
   * @param event what happened; not before the event before it, as far as the driver can tell
   */
  public void add(HistoryEvent event) {
    keep(event);
    boolean isOver =
        event instanceof WorkerEvent ofWorker
            && !(event instanceof Joined)
            && !account.isPresent(ofWorker.worker());
    if (isOver) {
      return;
    }
    for (Invariant invariant : invariants) {
      invariant.judge(event);
    }
    account.take(event);
  }

  private void broken(String rule, Duration at, Supplier<String> story) {
    counts.merge(rule, 1L, Long::sum);
    List<Violation> known = violations.computeIfAbsent(rule, unknown -> new ArrayList<>());
    if (known.size() < MOST_STORIES) {
      Violation violation = new Violation(rule, at, story.get());
      known.add(violation);
      keep(violation);
    }
  }

  private void keep(Object eventOrViolation) {
    if (trace.size() == LONGEST_TRACE) {
      trace.removeFirst();
    }
    trace.addLast(eventOrViolation);
  }

  /**
   * The promises that were broken.
   *
   * @return the first twenty of each rule
   */
  public List<Violation> violations() {
    return violations.values().stream().flatMap(Collection::stream).toList();
  }

  /**
   * How often promises were broken.
   *
   * @return the counts of all rules that were
   */
  public Map<String, Long> counts() {
    return Map.copyOf(counts);
  }

  /**
   * The worker that leads, as far as the history says.
   *
   * @return the name of the living worker that was elected last and not told otherwise since; empty
   *     if there is none
   */
  public Optional<String> leader() {
    return account.lastElected().map(leader -> leader.name);
  }

  /**
   * The longest time between the end of one lease and the next, while the backend was in reach and
   * workers lived.
   *
   * @param now the present, at which the last gap ends if there is one
   * @return the time
   */
  public Duration longestWithoutLeader(Duration now) {
    return takeOver.longestGap(now);
  }

  /**
   * What happened last.
   *
   * @return a line for each event, and after it for each promise that it broke
   */
  public String trace() {
    return trace.stream().map(History::line).collect(Collectors.joining("\n"));
  }

  private static String line(Object eventOrViolation) {
    return eventOrViolation instanceof HistoryEvent event
        ? Texts.of(event.at()) + " " + event.text()
        : "!! " + eventOrViolation;
  }
}
