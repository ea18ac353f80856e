package io.flagcache.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.FlagDefinitionJson;
import io.flagcache.demo.standin.ApiCounts;
import io.flagcache.demo.standin.ServedDocument;
import io.flagcache.faults.FetchingFleet.Worker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/**
 * Processes whose SDKs only read, on a real server: what the API is asked, and whether everybody
 * evaluates what it sent. At the end the row of this backend is printed for the table in {@code
 * docs/posthog-sdk.md}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 20, unit = TimeUnit.MINUTES)
abstract class FetchingContract {

  private static final Path FIXTURES = Path.of("../posthog/src/test/resources/fixtures");
  private static final Map<String, byte[]> DOCUMENTS = documents();
  private static final byte[] A = document("captured-response.json");
  private static final byte[] B = document("rules-v2.json");
  private static final byte[] C = document("multivariate.json");

  private static final int UNCHANGED = 20;

  /** At so many starts of ten workers somebody may have had to wait for too long. */
  private static final int STARTS = 5;

  /** No deadline has passed in a poll that took less. */
  private static final Duration IN_TIME = Fleet.LARGE_DEADLINE.dividedBy(2);

  /** Nobody else leads because a busy machine keeps the leader from polling. */
  private static final Duration LONG_LEASE = Duration.ofMinutes(5);

  private static final Duration SHORT_INTERVAL = Duration.ofMillis(40);

  /** A leader without access notices at its third poll, and lets the lease run out. */
  private static final int POLLS_TO_NOTICE = 3;

  /** Then one poll elects another worker, and with the next everybody has what that fetched. */
  private static final int POLLS_TO_RECOVER = 2;

  private static final int POLLS_TO_GIVE_UP = 30;

  private static final int COLUMNS = 6;

  private final List<String> row = new ArrayList<>();

  abstract FaultyBackend start();

  @BeforeAll
  final void prepare(TestInfo backend) {
    WorkerPool.prepare();
    row.add(backend.getDisplayName());
  }

  @AfterAll
  final void print() {
    if (row.size() == COLUMNS) {
      System.out.println("| " + String.join(" | ", row) + " |");
    }
  }

  private static Map<String, byte[]> documents() {
    Map<String, byte[]> documents = new TreeMap<>();
    try (Stream<Path> files = Files.list(FIXTURES)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".json")).toList()) {
        documents.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return documents;
  }

  private static byte[] document(String name) {
    return Optional.ofNullable(DOCUMENTS.get(name)).orElseThrow();
  }

  private static Optional<FlagDefinitionCacheData> sent(byte[] document) {
    return Optional.of(FlagDefinitionJson.parse(document));
  }

  @Test
  @Order(1)
  void tenWorkersAskOnceInEachIntervalAndServeWhatTheApiSent() {
    List<byte[]> all = List.copyOf(DOCUMENTS.values());
    boolean judged = false;
    for (int start = 1; !judged; start++) {
      try (FetchingFleet fleet =
          new FetchingFleet(
              start(), 2, 5, SHORT_INTERVAL, LONG_LEASE, ServedDocument.of(all.get(0)))) {
        List<Optional<FlagDefinitionCacheData>> served = fleet.poll(fleet.workers());
        // Who was not answered in time fetches as well, which says nothing about the others.
        judged = start == STARTS || fleet.longestPoll().compareTo(IN_TIME) < 0;
        if (judged) {
          assertThat(served).hasSize(10).containsOnly(sent(all.get(0)));
          judge(fleet, all);
        }
      }
    }
  }

  private void judge(FetchingFleet fleet, List<byte[]> all) {
    ApiCounts coldStart = fleet.api().counts();
    assertThat(coldStart).isEqualTo(new ApiCounts(1, 0, 0));

    long differences = 0;
    for (byte[] document : all) {
      fleet.api().serve(ServedDocument.of(document));
      fleet.poll(fleet.workers());
      List<Optional<FlagDefinitionCacheData>> served = fleet.poll(fleet.workers());
      differences += served.stream().filter(each -> !each.equals(sent(document))).count();
    }
    assertThat(differences).isZero();

    ApiCounts before = fleet.api().counts();
    for (int interval = 0; interval < UNCHANGED; interval++) {
      fleet.poll(fleet.workers());
    }
    ApiCounts after = fleet.api().counts();
    assertThat(after).isEqualTo(before.plus(new ApiCounts(0, UNCHANGED, 0)));

    everybodyKeepsWhatIsServedWhileTheApiFailsOrIsSlow(fleet, sent(all.get(all.size() - 1)));

    row.add(Long.toString(coldStart.documents()));
    double requests = after.requests() - before.requests();
    row.add(String.format(Locale.ROOT, "%.2f", requests / UNCHANGED));
    row.add(differences + " in " + all.size() + " documents × " + fleet.workers().size());
  }

  private static void everybodyKeepsWhatIsServedWhileTheApiFailsOrIsSlow(
      FetchingFleet fleet, Optional<FlagDefinitionCacheData> present) {
    fleet.api().serve(ServedDocument.of(B));
    fleet.api().failNext(402);
    assertThat(fleet.poll(fleet.workers())).containsOnly(present);
    await()
        .pollDelay(Duration.ZERO)
        .until(() -> fleet.poll(fleet.workers()).stream().allMatch(sent(B)::equals));

    Worker leader = fleet.awaitLeaderAmong(fleet.workers());
    fleet.api().serve(ServedDocument.of(C));
    fleet.api().hold();
    fleet.awaitNextInterval();
    CompletableFuture<Optional<FlagDefinitionCacheData>> slow = fleet.begin(leader);
    await().until(() -> fleet.api().waiting() == 1);
    assertThat(fleet.pollAtOnce(fleet.without(List.of(leader)))).containsOnly(sent(B));
    fleet.api().release();
    slow.join();
    assertThat(fleet.poll(fleet.workers())).containsOnly(sent(C));
  }

  @Test
  @Order(2)
  void definitionsThatComeBackAreSeenAndALeaderWithoutAccessGivesWay() {
    Duration interval = Duration.ofSeconds(1);
    Duration lease = interval.multipliedBy(4);
    try (FetchingFleet fleet =
        new FetchingFleet(start(), 2, 2, interval, lease, ServedDocument.of(A))) {
      Worker first = fleet.workers().get(0);
      assertThat(fleet.poll(List.of(first))).containsOnly(sent(A));
      assertThat(fleet.poll(fleet.workers())).containsOnly(sent(A));

      // The first one hangs until its lease is over, and so never hears of B from the API.
      Worker second = fleet.awaitLeaderAmong(fleet.without(fleet.inProcessOf(first)));
      fleet.api().serve(ServedDocument.of(B));
      fleet.poll(fleet.workers());
      assertThat(fleet.poll(fleet.workers())).containsOnly(sent(B));

      fleet.kill(second);
      fleet.api().serve(ServedDocument.of(A));
      assertThat(fleet.awaitLeaderAmong(List.of(first))).isEqualTo(first);
      // Its poll that made it the leader was the first of two.
      assertThat(fleet.poll(fleet.workers())).containsOnly(sent(A));
      row.add("2 polls");

      int pollsToRecover = pollsOutsideTheLeaseOf(first, fleet, lease);
      // With polls that far apart the refused worker may lead once more before anybody else asks.
      assertThat(
              pollsToRecover <= POLLS_TO_NOTICE + POLLS_TO_RECOVER
                  || fleet.longestGap().compareTo(interval.multipliedBy(2)) > 0)
          .as("%d polls", pollsToRecover)
          .isTrue();
      row.add("a lease and " + pollsToRecover + " polls");
    }
  }

  /**
   * Refuses the leader's key when the API has something new, and polls until everybody serves that.
   *
   * @return how many polls that took, without those that waited for the end of the lease
   */
  private static int pollsOutsideTheLeaseOf(Worker leader, FetchingFleet fleet, Duration lease) {
    List<Worker> others = fleet.without(List.of(leader));
    fleet.api().refuse(leader.number());
    fleet.api().serve(ServedDocument.of(C));
    long lastRenewal = System.nanoTime();
    int polls = 0;
    boolean served = false;
    for (int poll = 1; !served && polls < POLLS_TO_GIVE_UP; poll++) {
      boolean leaseIsOver = System.nanoTime() - lastRenewal > lease.toNanos();
      polls += poll <= POLLS_TO_NOTICE || leaseIsOver ? 1 : 0;
      // Others after it, so that they see each renewal of the lease as soon as it was made.
      List<Optional<FlagDefinitionCacheData>> all = new ArrayList<>(fleet.poll(List.of(leader)));
      all.addAll(fleet.pollAtOnce(others));
      if (poll <= POLLS_TO_NOTICE) {
        lastRenewal = System.nanoTime();
      }
      served = all.stream().allMatch(sent(C)::equals);
    }
    assertThat(served).as("everybody serves what is new").isTrue();
    return polls;
  }
}
