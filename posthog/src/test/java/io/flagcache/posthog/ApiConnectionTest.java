package io.flagcache.posthog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CacheRequest;
import java.net.CacheResponse;
import java.net.CookieHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.ResponseCache;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is on the wire, a request is sent once, and nothing of it goes on after its end. */
class ApiConnectionTest extends LoaderTestBase {

  private static final String OK = "HTTP/1.1 200 OK\r\n";
  private static final String CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n";

  /** Much more than a client that stops reading lets a server write into buffers of sockets. */
  private static final long FLOOD = 64 << 20;

  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration PATIENT = Duration.ofMinutes(5);

  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final RawApi raw = new RawApi();
  private final ThreadWatch watch = new ThreadWatch();

  @AfterEach
  void closeRaw() {
    raw.close();
  }

  private DefinitionLoader built(Duration requestTimeout) {
    return built(direct().host(raw.uri()).requestTimeout(requestTimeout));
  }

  private static Named<RawApi.Behaviour> answer(String name, RawApi.Behaviour answer) {
    return Named.of(
        name,
        peer -> {
          peer.readRequest();
          answer.serve(peer);
        });
  }

  private static Named<RawApi.Behaviour> says(String text) {
    String start = text.length() > 100 ? text.substring(0, 100) + "…" : text;
    return answer(
        '"' + start.replace("\r\n", " ") + '"',
        peer -> {
          peer.say(text);
          peer.hangUp();
        });
  }

  static Stream<Named<RawApi.Behaviour>> nonsense() {
    Stream<Named<RawApi.Behaviour>> chunks =
        Stream.of(
                "80000000",
                "fffffffe",
                "ffffffff",
                "7fffffffffffffff",
                "ffffffffffffffff",
                "99999999999999999999999",
                "-1",
                "+5",
                "0x5",
                "",
                ";",
                "x")
            .map(size -> says(CHUNKED + size + "\r\n" + "x".repeat(100) + "\r\n0\r\n\r\n"));
    Stream<Named<RawApi.Behaviour>> others =
        Stream.of(
                "",
                "\r\n",
                "no HTTP at all\r\n\r\n",
                "HTTP/1.1\r\n\r\n",
                "HTTP/1.1 abc x\r\n\r\n",
                "HTTP/1.1 -200 x\r\n\r\n",
                "HTTP/1.1 000 x\r\n\r\n",
                "HTTP/1.1 99999999999 x\r\n\r\n",
                "HTTP/2.0 200 OK\r\n\r\n" + A,
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n" + OK + "\r\n" + A,
                OK + "no colon\r\n\r\n" + A,
                OK + "Content-Length: -5\r\n\r\n" + A,
                OK + "Content-Length: 10000000000000000000000\r\n\r\n" + A,
                OK + "Content-Length: 9223372036854775807\r\n\r\n" + A,
                OK + "Content-Length: x\r\n\r\n" + A,
                OK + "Content-Length: 1\r\nContent-Length: " + A.length() + "\r\n\r\n" + A,
                OK + "Content-Length: " + (A.length() + 1) + "\r\n\r\n" + A,
                OK + "Transfer-Encoding: gzip, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                CHUNKED + "5\r\nhello",
                CHUNKED + Integer.toHexString(A.length()) + "\r\n" + A + "xx\r\n0\r\n\r\n",
                CHUNKED + Integer.toHexString(A.length()) + "\r\n" + A + "\r\n")
            .map(ApiConnectionTest::says);
    return Stream.concat(
        Stream.concat(chunks, others), Stream.of(answer("a reset", RawApi.Peer::reset)));
  }

  @ParameterizedTest
  @MethodSource("nonsense")
  void nonsenseEndsTheRequest(RawApi.Behaviour answer) {
    DefinitionLoader loader = built(PATIENT);
    raw.does(answer);

    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.FAILED);

    assertThat(loader.status().lastError().orElseThrow()).doesNotContain("requestTimeout");
    assertEndedAndRecovers(loader);
  }

  static Stream<Named<RawApi.Behaviour>> floods() {
    return Stream.of(
        answer("header lines", peer -> floods(peer, OK, "X: y\r\n")),
        answer("one header", peer -> floods(peer, OK + "X: ", "y")),
        answer("a folded header", peer -> floods(peer, OK + "X: y\r\n", " y\r\n")),
        answer("a status line", peer -> floods(peer, "HTTP/1.1 200 ", "OK")),
        answer("empty lines", peer -> floods(peer, "", "\r\n")),
        answer("interim answers", peer -> floods(peer, "", "HTTP/1.1 100 Continue\r\n\r\n")),
        answer("early hints", peer -> floods(peer, "", "HTTP/1.1 103 Hints\r\nX: y\r\n\r\n")),
        answer("a chunk size", peer -> floods(peer, CHUNKED, "0")),
        answer("a chunk extension", peer -> floods(peer, CHUNKED + "5;", "x")),
        answer("trailers", peer -> floods(peer, CHUNKED + "0\r\n", "X: y\r\n")),
        answer("one trailer", peer -> floods(peer, CHUNKED + "0\r\nX: ", "y")),
        answer("chunks", peer -> floods(peer, CHUNKED, "1\r\nx\r\n")),
        answer("a body", peer -> floods(peer, OK + "\r\n", "x")));
  }

  private static void floods(RawApi.Peer peer, String start, String repeated) throws IOException {
    peer.say(start);
    peer.flood(repeated);
  }

  @ParameterizedTest
  @MethodSource("floods")
  void whatHasNoEndIsNotTakenIn(RawApi.Behaviour flood) {
    DefinitionLoader loader =
        built(direct().host(raw.uri()).maxDocumentBytes(100_000).requestTimeout(PATIENT));
    raw.does(flood);

    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.FAILED);

    assertThat(loader.status().lastError().orElseThrow()).doesNotContain("requestTimeout");
    assertEndedAndRecovers(loader);
    assertThat(raw.written).hasValueLessThan(FLOOD);
  }

  static Stream<Named<RawApi.Behaviour>> slowAnswers() {
    return Stream.of(
        answer("silence", peer -> {}),
        answer("a status line", peer -> trickles(peer, "HTTP/1.1 200 ", "x")),
        answer("header", peer -> trickles(peer, OK + "X: ", "y")),
        answer("silence after the header", peer -> peer.say(OK + "Content-Length: 9\r\n\r\n")),
        answer("a body", peer -> trickles(peer, OK + "Content-Length: 1000000\r\n\r\n", "x")),
        answer("a body until the end", peer -> trickles(peer, OK + "\r\n", "x")),
        answer("chunks", peer -> trickles(peer, CHUNKED, "1\r\nx\r\n")),
        answer("a long chunk", peer -> trickles(peer, CHUNKED + "fffff\r\n", "x")),
        answer("a chunk size", peer -> trickles(peer, CHUNKED, "0")),
        answer("a chunk extension", peer -> trickles(peer, CHUNKED + "5;", "x")),
        answer("a trailer", peer -> trickles(peer, CHUNKED + "0\r\nX: ", "y")),
        answer("silence before the last chunk", peer -> peer.say(CHUNKED + "2\r\n{}\r\n")),
        Named.of("silence before the request is read", peer -> {}));
  }

  private static void trickles(RawApi.Peer peer, String start, String repeated) throws IOException {
    peer.say(start);
    peer.trickle(repeated);
  }

  @ParameterizedTest
  @MethodSource("slowAnswers")
  void slownessIsEndedByTheTimeout(RawApi.Behaviour slow) {
    DefinitionLoader loader = built(SHORT);
    raw.does(slow);

    assertTimesOut(loader);
  }

  @ParameterizedTest
  @MethodSource("slowAnswers")
  void slownessIsEndedByClosing(RawApi.Behaviour slow) {
    DefinitionLoader loader = built(PATIENT);
    raw.does(slow);
    CompletableFuture<PollResult> poll = CompletableFuture.supplyAsync(loader::poll);
    await().atMost(PATIENT).until(() -> raw.accepted() == 1);

    loader.close();

    assertThat(poll.join().outcome()).isEqualTo(PollOutcome.CLOSED);
    assertEnded();
  }

  @Test
  void slownessIsEndedByAnInterrupt() throws Exception {
    DefinitionLoader loader = built(PATIENT);
    Thread poller = new Thread(loader::poll);
    poller.start();
    await().atMost(PATIENT).until(() -> raw.accepted() == 1);

    poller.interrupt();
    poller.join();

    assertEnded();
  }

  @Test
  void handshakeThatHangsIsEndedByTheTimeout() {
    URI https = URI.create("https://127.0.0.1:" + raw.port());
    DefinitionLoader loader = built(direct().host(https).requestTimeout(SHORT));

    assertTimesOut(loader);
  }

  @Test
  void connectingThatHangsIsEndedByTheTimeout() throws Exception {
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<Socket> waiting = new ArrayList<>();
      // One more than the queue has room for is neither taken nor refused.
      while (waiting.size() < 10 && connected(full, waiting)) {}
      URI uri = URI.create("http://127.0.0.1:" + full.getLocalPort());
      DefinitionLoader loader = built(direct().host(uri).requestTimeout(SHORT));

      assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.FAILED);
      assertThat(loader.status().lastError().orElseThrow()).contains("requestTimeout");
      watch.awaitQuiet("after the time-out");
      for (Socket socket : waiting) {
        socket.close();
      }
    }
  }

  private static boolean connected(ServerSocket server, List<Socket> sockets) {
    Socket socket = new Socket();
    sockets.add(socket);
    try {
      socket.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void assertTimesOut(DefinitionLoader loader) {
    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.FAILED);
    assertThat(loader.status().lastError().orElseThrow()).contains("requestTimeout");
    assertEnded();
  }

  private void assertEnded() {
    await().atMost(PATIENT).until(raw::allEnded);
    watch.awaitQuiet("after the end of the request");
    assertThat(raw.accepted()).isLessThanOrEqualTo(1);
  }

  private void assertEndedAndRecovers(DefinitionLoader loader) {
    assertEnded();
    raw.says(OK + "Content-Length: " + A.length() + "\r\n\r\n" + A);
    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.FETCHED);
    assertThat(loader.definitions()).contains(data(A));
  }

  @Test
  void eachRequestHasAConnectionOfItsOwn() {
    raw.does(
        peer -> {
          requests.add(peer.readRequest());
          peer.say(OK + "Content-Length: " + A.length() + "\r\n\r\n" + A);
          // Nobody asked for it.
          peer.say(OK + "Content-Length: " + B.length() + "\r\n\r\n" + B);
        });
    DefinitionLoader loader = built(PATIENT);

    for (int poll = 1; poll <= 3; poll++) {
      loader.poll();
      assertThat(loader.definitions()).contains(data(A));
      assertThat(raw.accepted()).isEqualTo(poll);
    }
    await().atMost(PATIENT).until(raw::allEnded);
    assertThat(requests).allMatch(request -> request.contains("\r\nConnection: close\r\n"));
  }

  @Test
  void documentInChunksBehindInterimAnswersIsTaken() {
    raw.says(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
            + CHUNKED
            + "1;a=b\r\n{\r\n"
            + Integer.toHexString(A.length() - 1)
            + "\r\n"
            + A.substring(1)
            + "\r\n0\r\nX-Trailer: y\r\n\r\n");
    DefinitionLoader loader = built(PATIENT);

    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.FETCHED);
    assertThat(loader.definitions()).contains(data(A));
  }

  /** What the application set for the JDK's clients would see the key, or answer with another. */
  @ParameterizedTest
  @ValueSource(
      strings = {"Basic realm=\"x\"", "Digest realm=\"x\", nonce=\"y\"", "Negotiate", "NTLM"})
  void challengeIsAnAnswerAndTheApplicationsDefaultsAreNotAsked(String challenge) {
    Defaults defaults = new Defaults();
    raw.does(
        peer -> {
          requests.add(peer.readRequest());
          peer.say("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: " + challenge);
          peer.say("\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n");
        });
    DefinitionLoader loader = built(PATIENT);
    try {
      defaults.install();
      loader.poll();
      advance(Duration.ofMinutes(10));
      loader.poll();
    } finally {
      Defaults.remove();
    }

    assertThat(loader.status().lastError().orElseThrow()).contains("HTTP 401");
    assertThat(requests)
        .hasSize(2)
        .allMatch(request -> request.contains("\r\nAuthorization: Bearer " + KEY + "\r\n"))
        .noneMatch(request -> request.contains("Cookie"));
    assertThat(defaults.asked).isEmpty();
  }

  private static final class Defaults {

    private final List<String> asked = new ArrayList<>();

    private void install() {
      Authenticator.setDefault(
          new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
              asked.add("authenticator");
              return new PasswordAuthentication("user", "password".toCharArray());
            }
          });
      CookieHandler.setDefault(
          new CookieHandler() {
            @Override
            public Map<String, List<String>> get(URI uri, Map<String, List<String>> headers) {
              asked.add("cookies");
              return Map.of("Cookie", List.of("c=d"));
            }

            @Override
            public void put(URI uri, Map<String, List<String>> headers) {
              asked.add("cookies");
            }
          });
      ResponseCache.setDefault(
          new ResponseCache() {
            @Override
            public @Nullable CacheResponse get(
                URI uri, String method, Map<String, List<String>> headers) {
              asked.add("cache");
              return null;
            }

            @Override
            public @Nullable CacheRequest put(URI uri, URLConnection connection) {
              asked.add("cache");
              return null;
            }
          });
    }

    private static void remove() {
      Authenticator.setDefault(null);
      CookieHandler.setDefault(null);
      ResponseCache.setDefault(null);
    }
  }
}
