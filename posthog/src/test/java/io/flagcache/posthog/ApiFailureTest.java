package io.flagcache.posthog;

import static io.flagcache.posthog.ScriptedApi.body;
import static io.flagcache.posthog.ScriptedApi.gzip;
import static io.flagcache.posthog.ScriptedApi.status;
import static io.flagcache.posthog.ScriptedApi.truncated;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.flagcache.FlagDefinitionCacheData;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the API does, what is served stays, and the next good answer is taken. */
class ApiFailureTest extends LoaderTestBase {

  static Stream<Named<ScriptedApi.Answer>> badAnswers() {
    byte[] compressed = gzip(B.getBytes(UTF_8));
    return Stream.of(
        named("empty body", body("")),
        named("empty object", body("{}")),
        named("list", body("[]")),
        named("null", body("null")),
        named("text", body("<html>maintenance</html>")),
        named("flags is null", body("{\"flags\":null}")),
        named("flags is an object", body("{\"flags\":{}}")),
        named("half a document", body(B.substring(0, 20))),
        named("two documents", body(B + B)),
        named("truncated transfer", truncated(B)),
        named("truncated gzip", body(Arrays.copyOf(compressed, 30), "Content-Encoding", "gzip")),
        named("no gzip", body(B, "Content-Encoding", "gzip")),
        named("unknown encoding", body(B, "Content-Encoding", "br")),
        named("hang up", exchange -> {}),
        named("302", status(302, "Location", "http://elsewhere.invalid/x?y#z")),
        named("307", status(307, "Location", "not a uri")),
        named("400", status(400)),
        named("404", status(404)),
        named("500", status(500)),
        named("503", status(503)),
        named("204", status(204)));
  }

  private static Named<ScriptedApi.Answer> named(String name, ScriptedApi.Answer answer) {
    return Named.of(name, answer);
  }

  @ParameterizedTest
  @MethodSource("badAnswers")
  void badAnswerIsContained(ScriptedApi.Answer answer) {
    api.serve(A, "\"a\"");
    DefinitionLoader loader = built(shared());
    loader.poll();
    cache.calls.clear();
    api.script(answer);

    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.FAILED);
    assertThat(api.requests).hasSize(2);
    assertThat(loader.definitions()).contains(data(A));
    assertThat(cache.calls).containsExactly(CacheCall.SHOULD_FETCH);
    assertThat(loader.status().lastError()).isPresent();

    api.serve(B, "\"b\"");
    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.FETCHED);
    assertThat(loader.definitions()).contains(data(B));
    assertThat(events(LoaderEvent.ApiFailed.class)).hasSize(1);
    assertThat(events(LoaderEvent.ApiRecovered.class)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 402, 403, 429})
  void refusalIsContainedAndBackedOffFrom(int status) {
    api.serve(A, "\"a\"");
    DefinitionLoader loader = built(shared().pollInterval(Duration.ofSeconds(10)));
    loader.poll();
    api.script(status(status), status(status), status(status), status(status));

    loader.poll();
    assertThat(loader.definitions()).contains(data(A));
    assertBackedOffFor(loader, Duration.ofSeconds(20));
    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.FAILED);
    assertBackedOffFor(loader, Duration.ofSeconds(40));
    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.FAILED);
    assertBackedOffFor(loader, Duration.ofSeconds(60));
    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.FAILED);
    assertBackedOffFor(loader, Duration.ofSeconds(60));

    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.NOT_MODIFIED);
    assertThat(events(LoaderEvent.ApiFailed.class)).hasSize(1);
    assertThat(events(LoaderEvent.ApiFailed.class).get(0).message()).contains("HTTP " + status);

    api.script(status(status));
    loader.poll();
    assertBackedOffFor(loader, Duration.ofSeconds(20));
    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.NOT_MODIFIED);
  }

  /** Leaves the clock at the end of the back-off. */
  private void assertBackedOffFor(DefinitionLoader loader, Duration pause) {
    advance(pause.minusNanos(1));
    int before = api.requests.size();
    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.BACKING_OFF);
    assertThat(api.requests).hasSize(before);
    advance(Duration.ofNanos(1));
  }

  @Test
  void longPollIntervalIsNotShortenedByBackingOff() {
    DefinitionLoader loader = built(direct().pollInterval(Duration.ofMinutes(5)));
    api.script(status(401));
    loader.poll();

    assertBackedOffFor(loader, Duration.ofMinutes(5));
    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.FETCHED);
  }

  @Test
  void cacheIsReadWhileBackingOff() {
    api.script(status(429));
    DefinitionLoader loader = built(shared());
    loader.poll();
    cache.follows(data(A));

    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.READ);
  }

  @Test
  void retryAfterIsObeyed() {
    DefinitionLoader loader = built(direct());
    api.script(status(429, "Retry-After", "7"));
    loader.poll();
    assertBackedOffFor(loader, Duration.ofSeconds(7));

    api.script(status(503, "Retry-After", "11"));
    loader.poll();
    assertBackedOffFor(loader, Duration.ofSeconds(11));
    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.FETCHED);
  }

  @Test
  void retryAfterMayBeADateOnTheServersClock() {
    HttpAnswer answer =
        new HttpAnswer(
            429,
            Map.of(
                "Date", "Mon, 01 Jan 2001 00:00:00 GMT",
                "Retry-After", "Mon, 01 Jan 2001 00:02:00 GMT"),
            new byte[0]);

    assertThat(ApiStatus.failure(answer).retryAfter()).contains(Duration.ofMinutes(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"86400", "999999999"})
  void retryAfterIsBounded(String seconds) {
    DefinitionLoader loader = built(direct());
    api.script(status(503, "Retry-After", seconds));
    loader.poll();

    assertBackedOffFor(loader, Duration.ofMinutes(10));
    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.FETCHED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-5", "soon", "99999999999999999999"})
  void retryAfterThatSaysNothingIsIgnored(String value) {
    DefinitionLoader loader = built(direct());
    api.script(status(503, "Retry-After", value));
    loader.poll();

    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.FETCHED);
  }

  @Test
  void changedConditionIsReportedAgain() {
    DefinitionLoader loader = built(direct());
    api.script(status(500), status(500), status(404), status(500));
    for (int i = 0; i < 4; i++) {
      loader.poll();
    }

    assertThat(events(LoaderEvent.ApiFailed.class)).hasSize(3);
  }

  @Test
  void redirectIsNotFollowed() {
    try (ScriptedApi elsewhere = new ScriptedApi()) {
      api.script(status(302, "Location", elsewhere.uri() + "/flags/definitions"));
      DefinitionLoader loader = built(direct());
      loader.poll();

      assertThat(elsewhere.requests).isEmpty();
      assertThat(loader.status().lastError().orElseThrow())
          .contains("redirects to http://127.0.0.1")
          .contains("HTTP 302");
    }
  }

  @Test
  void notModifiedThatWasNotAskedForIsAFailure() {
    api.script(status(304));
    DefinitionLoader loader = built(direct());

    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.FAILED);
    assertThat(loader.status().notModified()).isZero();
  }

  @Test
  void answerWithoutEtagIsAskedForAgain() {
    api.script(body(A), body(A));
    DefinitionLoader loader = built(direct());
    loader.poll();
    assertThat(loader.poll().changed()).isFalse();

    assertThat(api.lastIfNoneMatch()).isNull();
  }

  @Test
  void hangingServerIsLeftAfterTheTimeout() {
    api.script(api.hang(), api.hangInBody());
    DefinitionLoader loader = built(direct().requestTimeout(Duration.ofMillis(300)));

    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.FAILED);
    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.FAILED);

    assertThat(loader.status().lastError().orElseThrow()).contains("requestTimeout");
    assertThat(events(LoaderEvent.ApiFailed.class)).hasSize(1);
    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.FETCHED);
  }

  @Test
  void deadServerIsNamed() {
    URI nobody;
    try (ScriptedApi shortLived = new ScriptedApi()) {
      nobody = shortLived.uri();
    }
    DefinitionLoader loader = built(direct().host(nobody));

    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.FAILED);
    assertThat(loader.status().lastError().orElseThrow())
        .contains(nobody.toString())
        .contains("ConnectException");
  }

  @Test
  void gzipIsRead() {
    api.script(body(gzip(A.getBytes(UTF_8)), "Content-Encoding", "gzip"));
    DefinitionLoader loader = built(direct());
    loader.poll();

    assertThat(loader.definitions()).contains(data(A));
  }

  @Test
  void documentAtTheLimitIsTakenAndOneByteMoreIsRefused() {
    byte[] atLimit = ("{\"flags\":[]" + " ".repeat(2048 - 12) + "}").getBytes(UTF_8);
    byte[] beyond = ("{\"flags\":[]" + " ".repeat(2048 - 11) + "}").getBytes(UTF_8);
    assertThat(atLimit).hasSize(2048);
    DefinitionLoader loader = built(direct().maxDocumentBytes(2048));

    api.script(body(beyond));
    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.FAILED);
    assertThat(loader.status().lastError().orElseThrow())
        .contains("2048")
        .contains("maxDocumentBytes");
    api.script(status(404), body(gzip(beyond), "Content-Encoding", "gzip"));
    loader.poll();
    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.FAILED);
    assertThat(loader.status().lastError().orElseThrow()).contains("maxDocumentBytes");

    api.script(body(atLimit), body(gzip(atLimit), "Content-Encoding", "gzip"));
    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.FETCHED);
    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.FETCHED);
  }

  @Test
  void endlessBodyIsNotCollected() {
    CompletableFuture<Long> written = new CompletableFuture<>();
    api.script(exchange -> written.complete(writeEndlessly(exchange)));
    DefinitionLoader loader = built(direct().requestTimeout(Duration.ofMinutes(1)));

    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.FAILED);

    assertThat(loader.status().lastError().orElseThrow()).contains("maxDocumentBytes");
    assertThat(written).succeedsWithin(Duration.ofSeconds(30));
  }

  @Test
  void connectionOfARequestThatTimedOutIsClosed() {
    CountDownLatch timedOut = new CountDownLatch(1);
    CompletableFuture<Long> written = new CompletableFuture<>();
    api.script(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(' ');
          exchange.getResponseBody().flush();
          awaitUninterrupted(timedOut);
          written.complete(writeEndlessly(exchange));
        });
    DefinitionLoader loader = built(direct().requestTimeout(Duration.ofMillis(300)));
    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.FAILED);
    timedOut.countDown();

    // Were it open, the client would take as much as a document may have.
    assertThat(written)
        .succeedsWithin(Duration.ofSeconds(30))
        .asInstanceOf(InstanceOfAssertFactories.LONG)
        .isLessThan(16 << 20);
  }

  /** Returns how much was written until the client hung up. */
  private static long writeEndlessly(HttpExchange exchange) {
    byte[] chunk = new byte[1 << 16];
    Arrays.fill(chunk, (byte) ' ');
    long written = 0;
    try {
      if (exchange.getResponseCode() < 0) {
        exchange.sendResponseHeaders(200, 0);
      }
      while (true) {
        exchange.getResponseBody().write(chunk);
        written += chunk.length;
      }
    } catch (IOException e) {
      return written;
    }
  }

  @Test
  void listWithoutFlagsIsServedAsItIs() {
    api.script(body("{\"flags\":[]}"));
    DefinitionLoader loader = built(direct());

    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.FETCHED);
    assertThat(loader.definitions().map(FlagDefinitionCacheData::flags).orElseThrow()).isEmpty();
  }

  @Test
  void oddEtagIsNotSentBack() {
    api.script(body(A, "ETag", "\"caf\u00e9\""), body(A));
    DefinitionLoader loader = built(direct());
    loader.poll();

    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.FETCHED);
    assertThat(api.lastIfNoneMatch()).isNull();
  }
}
