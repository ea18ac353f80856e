package io.flagcache.cli.sync;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.posthog.Decision;
import io.flagcache.posthog.DefinitionSource;
import io.flagcache.posthog.LoaderEvent;
import io.flagcache.posthog.LoaderStatus;
import io.flagcache.posthog.PollOutcome;
import io.flagcache.posthog.PollResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyncHealthTest {

  private static final Duration POLL = Duration.ofSeconds(30);
  private static final Duration DEAD_AFTER = POLL.multipliedBy(2).plusSeconds(40);

  private final AtomicLong nanos = new AtomicLong();
  private final SyncHealth health = new SyncHealth(POLL, nanos::get);
  private HealthServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        HealthServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), health, () -> "meter 1\n");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void polled(Decision decision, PollOutcome outcome, Optional<String> error) {
    PollResult result = new PollResult(Optional.of(decision), outcome, false);
    LoaderStatus status =
        new LoaderStatus(
            1,
            1,
            0,
            0,
            DefinitionSource.NONE,
            Optional.of(decision),
            Optional.of(outcome),
            Optional.empty(),
            Optional.empty(),
            error,
            Optional.empty());
    health.on(new LoaderEvent.Polled(result, status, Optional.empty()));
  }

  private HttpResponse<String> ask(String method, String path) throws Exception {
    URI address =
        URI.create(
            "http://" + server.address().getHostString() + ":" + server.address().getPort() + path);
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(address).method(method, BodyPublishers.noBody()).build(),
            BodyHandlers.ofString());
  }

  private String get(String path) throws Exception {
    HttpResponse<String> answer = ask("GET", path);
    return answer.statusCode() + " " + answer.body();
  }

  @Test
  void isDeadWhenNoPollHasEndedForLongerThanAPollCanTake() throws Exception {
    assertThat(get("/health/live")).startsWith("200");
    assertThat(get("/health/ready")).startsWith("503").contains("no poll has ended yet");

    nanos.addAndGet(DEAD_AFTER.toNanos());
    polled(Decision.LEAD, PollOutcome.FETCHED, Optional.empty());
    assertThat(get("/health/ready")).startsWith("200").contains("leader");
    nanos.addAndGet(DEAD_AFTER.toNanos());
    assertThat(get("/health/live")).startsWith("200");
    nanos.addAndGet(1);
    assertThat(get("/health/live")).startsWith("503").contains("no poll has ended for 100 s");
    assertThat(get("/health/ready")).startsWith("503");
  }

  @Test
  void isNotReadyWhileApiOrCacheFailsAndSaysWhyWithoutNames() throws Exception {
    polled(Decision.LEAD, PollOutcome.FAILED, Optional.of("no answer from api.internal"));
    assertThat(get("/health/ready"))
        .startsWith("503")
        .contains("neither API nor cache")
        .doesNotContain("internal");
    polled(Decision.LEAD, PollOutcome.BACKING_OFF, Optional.of("api.internal rejects the key"));
    assertThat(get("/health/ready"))
        .startsWith("503")
        .contains("the API rejects")
        .doesNotContain("internal");
    polled(Decision.FAILED, PollOutcome.FETCHED, Optional.of("db.internal is down"));
    assertThat(get("/health/ready"))
        .startsWith("503")
        .contains("the cache does not answer")
        .doesNotContain("internal");
    polled(Decision.FOLLOW, PollOutcome.CACHE_EMPTY, Optional.empty());
    assertThat(get("/health/ready")).startsWith("503").contains("the cache is empty");
    polled(Decision.FOLLOW, PollOutcome.READ, Optional.of("over by now"));
    assertThat(get("/health/ready")).startsWith("200").contains("follower");
  }

  @Test
  void servesNothingElse() throws Exception {
    assertThat(get("/metrics")).isEqualTo("200 meter 1\n");
    assertThat(get("/health")).startsWith("404");
    HttpResponse<String> refused = ask("POST", "/metrics");
    assertThat(refused.statusCode()).isEqualTo(405);
    assertThat(refused.headers().firstValue("Allow")).contains("GET, HEAD");
    assertThat(ask("HEAD", "/health/live").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /%zz HTTP/1.0",
        "GET /../etc/passwd HTTP/1.0",
        "GET",
        "\u0016\u0003\u0001",
        "GET / HTTP/9"
      })
  void whatIsNoRequestIsAnsweredBriefly(String line) throws Exception {
    try (Socket socket = new Socket(server.address().getAddress(), server.address().getPort())) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write((line + "\r\n\r\n").getBytes(US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
      assertThat(answer)
          .matches("(?s)HTTP/1.1 (400|505) .*")
          .endsWith("{\"status\":\"bad request\"}")
          .doesNotContainIgnoringCase("jetty");
    }
  }

  /** Connections that send a header's bytes one by one, twice as many as are kept. */
  @Test
  void probesAreAnsweredWhoeverElseIsConnected() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 2048; i++) {
        Socket socket = new Socket(server.address().getAddress(), server.address().getPort());
        slow.add(socket);
        socket.getOutputStream().write("GET /health/live HTTP/1.1\r\nX".getBytes(US_ASCII));
        if (i % 256 == 255) {
          assertThat(get("/health/live")).startsWith("200");
          assertThat(get("/metrics")).startsWith("200");
        }
      }
      assertThat(closedByServer(slow.get(0))).isTrue();
      assertThat(get("/health/live")).startsWith("200");
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  private static boolean closedByServer(Socket socket) throws IOException {
    socket.setSoTimeout(60_000);
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }
}
