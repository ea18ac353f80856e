package io.flagcache.demo.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flagcache.demo.standin.ApiCounts;
import io.flagcache.demo.standin.GeneratedDefinitions;
import io.flagcache.demo.standin.ServedDocument;
import io.flagcache.demo.standin.StandInEndpoint;
import io.flagcache.posthog.Decision;
import io.flagcache.posthog.PollOutcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WorkerTest {

  private static final ServedDocument DOCUMENT = ServedDocument.of(GeneratedDefinitions.of(5, 1));

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);

  @Test
  void reportsEachPollUntilItsInputEnds() throws Exception {
    PipedOutputStream commands = new PipedOutputStream();
    try (StandInEndpoint endpoint = StandInEndpoint.start("phc_t", "phs_s", DOCUMENT)) {
      Worker worker = new Worker(new PipedInputStream(commands), out);
      CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(() -> run(worker));
      say(commands, WorkerProtocol.line(settings(endpoint, Optional.empty())));
      await().until(() -> reports().contains(new WorkerReport.Ready()));
      assertThat(endpoint.counts()).isEqualTo(ApiCounts.NONE);

      say(commands, WorkerProtocol.GO);
      await().until(() -> reports().size() >= 3);
      commands.close();

      assertThat(exit.get()).isZero();
      List<WorkerReport> reports = reports();
      assertThat(reports.get(1))
          .isEqualTo(
              new WorkerReport.Polled(1, 1, 0, null, 0, 0, PollOutcome.FETCHED, DOCUMENT.hash()));
      assertThat(reports.get(2))
          .isEqualTo(
              new WorkerReport.Polled(
                  2, 2, 1, null, 0, 0, PollOutcome.NOT_MODIFIED, DOCUMENT.hash()));
      assertThat(reports).endsWith(new WorkerReport.Closed());
    }
  }

  @Test
  void reportsWhatTheCacheDecidedAndWhen() throws Exception {
    PipedOutputStream commands = new PipedOutputStream();
    try (StandInEndpoint endpoint = StandInEndpoint.start("phc_t", "phs_s", DOCUMENT)) {
      Worker worker = new Worker(new PipedInputStream(commands), out);
      long began = System.currentTimeMillis();
      CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(() -> run(worker));
      say(commands, WorkerProtocol.line(settings(endpoint, Optional.of("memory:led-by-one"))));
      say(commands, WorkerProtocol.GO);
      await().until(() -> reports().size() >= 3);
      commands.close();

      assertThat(exit.get()).isZero();
      long ended = System.currentTimeMillis();
      assertThat(reports().get(2))
          .isInstanceOfSatisfying(
              WorkerReport.Polled.class,
              polled -> {
                assertThat(polled.decision()).isEqualTo(Decision.LEAD);
                assertThat(polled.askedAt()).isBetween(began, polled.decidedAt());
                assertThat(polled.decidedAt()).isBetween(began, ended);
              });
    }
  }

  @Test
  void endsInOrderWithoutEverPolling() throws Exception {
    try (StandInEndpoint endpoint = StandInEndpoint.start("phc_t", "phs_s", DOCUMENT)) {
      String settings = WorkerProtocol.line(settings(endpoint, Optional.empty()));

      int exit = new Worker(input(settings + "\nstop\n"), out).run();

      assertThat(exit).isZero();
      assertThat(reports()).containsExactly(new WorkerReport.Ready(), new WorkerReport.Closed());
      assertThat(endpoint.counts()).isEqualTo(ApiCounts.NONE);
    }
  }

  @Test
  void refusesSettingsThatCannotWork() throws Exception {
    try (StandInEndpoint endpoint = StandInEndpoint.start("phc_t", "phs_s", DOCUMENT)) {
      WorkerSettings settings = settings(endpoint, Optional.of("nosuch://cache"));

      int exit = new Worker(input(WorkerProtocol.line(settings) + "\n"), out).run();

      assertThat(exit).isEqualTo(2);
      assertThat(reports())
          .singleElement()
          .isInstanceOfSatisfying(
              WorkerReport.Refused.class,
              refused -> assertThat(refused.message()).contains("'nosuch'"));
    }
  }

  @Test
  void tellsOfTroubleWithTheApi() throws Exception {
    PipedOutputStream commands = new PipedOutputStream();
    try (StandInEndpoint endpoint = StandInEndpoint.start("phc_t", "phs_other", DOCUMENT)) {
      Worker worker = new Worker(new PipedInputStream(commands), out);
      CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(() -> run(worker));
      say(commands, WorkerProtocol.line(settings(endpoint, Optional.empty())));
      say(commands, WorkerProtocol.GO);

      await()
          .untilAsserted(
              () ->
                  assertThat(reports())
                      .anySatisfy(
                          report ->
                              assertThat(report)
                                  .isInstanceOfSatisfying(
                                      WorkerReport.Trouble.class,
                                      trouble -> assertThat(trouble.message()).contains("401"))));
      commands.close();
      assertThat(exit.get()).isZero();
    }
  }

  private static WorkerSettings settings(StandInEndpoint endpoint, Optional<String> cacheUrl) {
    return WorkerSettings.of(
        endpoint.host(1).toString(), "phc_t", "phs_s", cacheUrl, Duration.ofMillis(50));
  }

  private static int run(Worker worker) {
    try {
      return worker.run();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void say(PipedOutputStream commands, String line) throws Exception {
    commands.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    commands.flush();
  }

  private static ByteArrayInputStream input(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private List<WorkerReport> reports() {
    return written
        .toString(StandardCharsets.UTF_8)
        .lines()
        .map(line -> WorkerProtocol.report(line).orElseThrow())
        .toList();
  }
}
