package io.flagcache.demo;

import io.flagcache.demo.standin.ServedDocument.FlagSwitch;
import io.flagcache.demo.text.Times;
import io.flagcache.posthog.PollOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** What the demo goes through, and the promises that it judges on the way. */
final class DemoStory {

  /** How many polls of each worker are compared between sharing and not sharing. */
  private static final int POLLS = 5;

  /** How long beyond its bound something is waited for, so that a late one can be told. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  /** How long a provider waits for the first document at most, by its defaults. */
  private static final Duration COLD_START = Duration.ofSeconds(8);

  private static final Duration LONGEST_START = Duration.ofSeconds(60);

  private final DemoSettings settings;
  private final DemoBoard board;
  private final List<Verdict> verdicts = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  DemoStory(DemoSettings settings, DemoBoard board) {
    this.settings = settings;
    this.board = board;
  }

  /** Lets workers poll that share nothing. */
  Traffic withoutSharing(Stage stage) throws DemoFailure, InterruptedException {
    board.show(stage.fleet(), stage::api);
    board.step("1/5 Without sharing: " + settings.workers() + " workers, and each polls the API");
    stage.startTogether(settings.workers());
    awaitPolls(stage, POLLS);
    Traffic traffic = new Traffic(stage.api(), stage.fleet().polls());
    if (traffic.api().documents() == 0) {
      throw new DemoFailure(
          "The API returned no definitions; "
              + stage.fleet().lastTrouble().orElse("the workers' logs say more"));
    }
    board.result(
        "Without sharing: "
            + traffic.api().requests()
            + " requests in "
            + traffic.polls()
            + " polls");
    return traffic;
  }

  /** Lets workers share a cache, and disturbs them. */
  DemoSummary withSharing(Stage stage, Traffic without) throws DemoFailure, InterruptedException {
    board.show(stage.fleet(), stage::api);
    Traffic with = start(stage);
    change(stage);
    kill(stage);
    stop(stage);
    awaitPollsFromNow(stage, 1);
    judgeTheWhole(stage.fleet());
    return new DemoSummary(without, with, List.copyOf(verdicts), List.copyOf(notes));
  }

  private Traffic start(Stage stage) throws DemoFailure, InterruptedException {
    board.step(
        "2/5 Shared start: the cache is empty; SDKs only read, one provider fetches, all serve");
    long began = stage.startTogether(settings.workers());
    Duration bound = settings.poll().plus(settings.allowance()).plus(COLD_START);
    Optional<List<WorkerState>> serving =
        awaitAll(stage, bound.plus(GRACE), worker -> worker.hash().isPresent());
    long documents = stage.fleet().apiCounts().documents();
    judge(
        "C1",
        "A cold start costs one fetch",
        serving
                .map(all -> all.size() + " workers served after " + slowest(all, began))
                .orElse("Not all workers served within " + Times.set(bound.plus(GRACE)))
            + ", fetches: "
            + documents,
        serving.isPresent() && documents == 1);
    if (settings.origin() instanceof Origin.StandIn api) {
      judgeDocuments(api, serving.orElse(List.of()));
    }
    awaitPolls(stage, POLLS);
    Traffic traffic = new Traffic(stage.api(), stage.fleet().polls());
    board.result(
        "With sharing: " + traffic.api().requests() + " requests in " + traffic.polls() + " polls");
    return traffic;
  }

  private void judgeDocuments(Origin.StandIn api, List<WorkerState> serving) {
    long equal = serving.stream().filter(worker -> worker.serves(api.document().hash())).count();
    judge(
        "P1",
        "All serve what the API sent",
        equal + " of " + settings.workers() + " workers, to the last member",
        equal == settings.workers());
  }

  private void change(Stage stage) throws InterruptedException {
    if (settings.origin() instanceof Origin.PostHog) {
      board.step("3/5 A flag changes: left out, since this is a real PostHog");
      notes.add("No flag was changed, since this is a real PostHog.");
      return;
    }
    long began = System.nanoTime();
    Optional<FlagSwitch> change = stage.switchFlag();
    if (change.isEmpty()) {
      board.step("3/5 A flag changes: left out, since the document has none");
      notes.add("No flag was changed, since the document has none.");
      return;
    }
    FlagSwitch flag = change.orElseThrow();
    board.step(
        "3/5 A flag changes: '" + flag.key() + "' is switched " + (flag.active() ? "on" : "off"));
    Duration bound = settings.poll().multipliedBy(2).plus(settings.allowance());
    Optional<List<WorkerState>> serving =
        awaitAll(stage, bound.plus(GRACE), worker -> worker.serves(flag.document().hash()));
    judgeTime(
        "P1 P2",
        "A change reaches everyone",
        serving.map(all -> since(began, last(all, WorkerState::servingSince))),
        bound,
        "2 polls");
  }

  private void kill(Stage stage) throws DemoFailure, InterruptedException {
    WorkerState leader = awaitLeader(stage);
    board.step(
        "4/5 The leader, worker "
            + leader.number()
            + " (pid "
            + leader.pid()
            + "), is ended with kill -9, and another worker started");
    long began = System.nanoTime();
    stage.kill(leader.number());
    int replacement = stage.startOne();
    Duration bound = settings.lease().plus(settings.poll()).plus(settings.allowance());
    judgeTime(
        "E4",
        "A killed leader is replaced",
        awaitLeaderSince(stage, began, bound).map(next -> since(began, next.roleSince())),
        bound,
        "lease + poll");
    Optional<WorkerState> warm =
        stage
            .fleet()
            .await(
                LONGEST_START,
                workers ->
                    workers.stream()
                        .filter(worker -> worker.number() == replacement)
                        .filter(worker -> worker.firstOutcome().isPresent() || !worker.isLive())
                        .findFirst());
    judge(
        "C2",
        "A new worker starts from the cache",
        warm.flatMap(WorkerState::firstOutcome)
            .map(
                outcome ->
                    outcome == PollOutcome.READ
                        ? "worker " + replacement + " served at its first poll without the API"
                        : "the first poll of worker " + replacement + " ended as " + outcome)
            .orElse("worker " + replacement + " did not poll"),
        warm.flatMap(WorkerState::firstOutcome).filter(PollOutcome.READ::equals).isPresent());
    awaitPollsFromNow(stage, 2);
  }

  private void stop(Stage stage) throws DemoFailure, InterruptedException {
    WorkerState leader = awaitLeader(stage);
    board.step("5/5 The leader, worker " + leader.number() + ", shuts down in order");
    long began = System.nanoTime();
    stage.stop(leader.number());
    Optional<WorkerState> stopped =
        stage
            .fleet()
            .await(
                GRACE,
                workers ->
                    workers.stream()
                        .filter(worker -> worker.number() == leader.number())
                        .filter(worker -> worker.role() == WorkerRole.STOPPED)
                        .findFirst());
    Duration bound = settings.poll().plus(settings.allowance());
    Optional<WorkerState> next = awaitLeaderSince(stage, began, bound);
    judgeTime(
        "E5",
        "A stopped leader is replaced",
        stopped.flatMap(end -> next.map(lead -> since(end.roleSince(), lead.roleSince()))),
        bound,
        "poll");
  }

  private void judgeTheWhole(Fleet fleet) {
    judge(
        "E1 E3",
        "One leader at a time",
        fleet.overlaps() == 0
            ? "never two at once"
            : "two at once, seen " + fleet.overlaps() + " times",
        fleet.overlaps() == 0);
    judge(
        "E3",
        "Followers leave the API alone",
        "requests by followers: " + fleet.requestsAsFollower(),
        fleet.requestsAsFollower() == 0);
    judge(
        "P2 P11",
        "Nobody goes back to an older version",
        "steps back: " + fleet.stepsBack(),
        fleet.stepsBack() == 0);
    judge(
        "-",
        "No worker ends by itself",
        "ended by themselves: " + fleet.dead().size(),
        fleet.dead().isEmpty());
  }

  private void judgeTime(
      String rules, String promise, Optional<Duration> taken, Duration bound, String why) {
    judge(
        rules,
        promise,
        taken
                .map(time -> "after " + Times.measured(time))
                .orElse("not within " + Times.set(bound.plus(GRACE)))
            + ", at most "
            + Times.set(bound)
            + " ("
            + why
            + " + "
            + Times.set(settings.allowance())
            + " for "
            + settings.allowanceReason()
            + ")",
        taken.filter(time -> time.compareTo(bound) <= 0).isPresent());
  }

  private void judge(String rules, String promise, String measured, boolean kept) {
    verdicts.add(new Verdict(rules, promise, measured, kept));
    String line = promise + ": " + measured;
    if (kept) {
      board.result(line);
    } else {
      board.broken(line);
    }
  }

  private WorkerState awaitLeader(Stage stage) throws DemoFailure, InterruptedException {
    return stage
        .fleet()
        .await(settings.lease().plus(GRACE), workers -> stage.fleet().leader())
        .orElseThrow(
            () ->
                new DemoFailure(
                    "No worker leads; "
                        + stage.fleet().lastTrouble().orElse("the workers' logs say more")));
  }

  private Optional<WorkerState> awaitLeaderSince(Stage stage, long moment, Duration bound)
      throws InterruptedException {
    // One that took over by itself just before is told to go on.
    return stage
        .fleet()
        .await(
            bound.plus(GRACE),
            workers -> stage.fleet().leader().filter(leader -> leader.decided() > moment));
  }

  private void awaitPolls(Stage stage, long polls) throws DemoFailure, InterruptedException {
    Duration patience = settings.poll().multipliedBy(2 * polls).plus(LONGEST_START);
    if (awaitAll(stage, patience, worker -> worker.counts().polls() >= polls).isEmpty()) {
      throw new DemoFailure(
          "The workers did not poll " + polls + " times within " + Times.set(patience));
    }
  }

  private void awaitPollsFromNow(Stage stage, int more) throws InterruptedException {
    Duration patience = settings.poll().multipliedBy(more + 1L).plus(GRACE);
    List<WorkerState> now = stage.fleet().live();
    awaitAll(
        stage,
        patience,
        worker ->
            now.stream()
                .filter(before -> before.number() == worker.number())
                .allMatch(before -> worker.counts().polls() >= before.counts().polls() + more));
  }

  private static Optional<List<WorkerState>> awaitAll(
      Stage stage, Duration patience, Predicate<WorkerState> condition)
      throws InterruptedException {
    return stage
        .fleet()
        .await(
            patience,
            workers -> {
              List<WorkerState> live = workers.stream().filter(WorkerState::isLive).toList();
              return !live.isEmpty() && live.stream().allMatch(condition)
                  ? Optional.of(live)
                  : Optional.empty();
            });
  }

  private static String slowest(List<WorkerState> workers, long began) {
    return Times.measured(since(began, last(workers, WorkerState::servingSince)));
  }

  private static long last(List<WorkerState> workers, Function<WorkerState, Long> moment) {
    return workers.stream().mapToLong(moment::apply).max().orElseThrow();
  }

  /** What was heard in another order than it happened took no time. */
  private static Duration since(long began, long ended) {
    return Duration.ofNanos(Math.max(0, ended - began));
  }
}
