package io.flagcache.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.flagcache.FlagDefinitionCacheProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** DynamoDB Local behind a front that throttles, as a table with too little capacity does. */
class DynamoDbThrottlingTest {

  private static final byte[] THROTTLED =
      ("{\"__type\":\"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException\","
              + "\"message\":\"The level of configured provisioned throughput was exceeded\"}")
          .getBytes(StandardCharsets.UTF_8);

  private final AtomicInteger toThrottle = new AtomicInteger();
  private final HttpClient http = HttpClient.newHttpClient();
  private HttpServer front;
  private FlagDefinitionCacheProvider worker;

  @BeforeEach
  void start() throws IOException {
    int port = DynamoDbLocal.shared().port();
    front = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    front.createContext("/", exchange -> answer(exchange, port));
    front.start();
    worker =
        DynamoDbFlagCache.builder()
            .client(DynamoDbLocal.client(front.getAddress().getPort()))
            .table("throttled")
            .createTable(true)
            .decisionDeadline(Duration.ofSeconds(2))
            .build();
  }

  @AfterEach
  void stop() {
    if (worker != null) {
      toThrottle.set(0);
      worker.shutdown().toCompletableFuture().join();
      front.stop(0);
    }
  }

  private void answer(HttpExchange exchange, int port) throws IOException {
    try (exchange) {
      byte[] request = exchange.getRequestBody().readAllBytes();
      if (toThrottle.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.0");
        exchange.sendResponseHeaders(400, THROTTLED.length);
        exchange.getResponseBody().write(THROTTLED);
        return;
      }
      HttpRequest.Builder forwarded =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
              .POST(HttpRequest.BodyPublishers.ofByteArray(request));
      for (String header : new String[] {"Authorization", "X-Amz-Target", "X-Amz-Date"}) {
        forwarded.header(header, exchange.getRequestHeaders().getFirst(header));
      }
      forwarded.header("Content-Type", "application/x-amz-json-1.0");
      HttpResponse<byte[]> answer =
          http.send(forwarded.build(), HttpResponse.BodyHandlers.ofByteArray());
      exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.0");
      exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
      exchange.getResponseBody().write(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void throttledRequestsAreSentAgainWithinTheDeadline() {
    toThrottle.set(4);

    assertThat(worker.shouldFetchFlagDefinitions().toCompletableFuture().join()).isTrue();
  }

  @Test
  void throttlingThatDoesNotEndFailsTheStageInTimeAndSaysWhy() {
    toThrottle.set(Integer.MAX_VALUE);
    long begin = System.nanoTime();

    assertThatThrownBy(() -> worker.shouldFetchFlagDefinitions().toCompletableFuture().join())
        .hasMessageContaining("throughput was exceeded");

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
    toThrottle.set(0);
    assertThat(worker.shouldFetchFlagDefinitions().toCompletableFuture().join()).isTrue();
  }
}
