package io.flagcache.dynamodb;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.flagcache.testservers.DynamoDbServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands before DynamoDB Local and does what the service does, and Local does not. */
final class DynamoDbFront implements AutoCloseable {

  private static final String JSON = "application/x-amz-json-1.0";

  /** What the front does to requests. All methods are called on threads of its own. */
  interface Behaviour {

    /** Answers instead of the server. */
    default Optional<Refusal> refusal(String operation, String signedAt) {
      return Optional.empty();
    }

    /** Whether the server's answer is not handed on: the connection is cut instead. */
    default boolean losesAnswer(String operation) {
      return false;
    }
  }

  /** An error of the service. */
  record Refusal(String code, String message, Map<String, String> headers) {

    Refusal(String code, String message) {
      this(code, message, Map.of());
    }
  }

  /** One for all, since each has threads of its own. */
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final HttpServer front;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final URI server;
  private final Behaviour behaviour;

  DynamoDbFront(DynamoDbServer server, Behaviour behaviour) throws IOException {
    this.server = URI.create("http://127.0.0.1:" + server.port() + "/");
    this.behaviour = behaviour;
    front = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    front.setExecutor(threads);
    front.createContext("/", this::handle);
    front.start();
  }

  int port() {
    return front.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] request = exchange.getRequestBody().readAllBytes();
      String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
      String operation = target.substring(target.indexOf('.') + 1);
      Optional<Refusal> refusal =
          behaviour.refusal(operation, exchange.getRequestHeaders().getFirst("X-Amz-Date"));
      if (refusal.isPresent()) {
        refuse(exchange, refusal.get());
        return;
      }
      HttpResponse<byte[]> answer = forward(exchange, request);
      if (!behaviour.losesAnswer(operation)) {
        answer
            .headers()
            .firstValue("Date")
            .ifPresent(date -> exchange.getResponseHeaders().set("Date", date));
        exchange.getResponseHeaders().add("Content-Type", JSON);
        exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
        exchange.getResponseBody().write(answer.body());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void refuse(HttpExchange exchange, Refusal refusal) throws IOException {
    byte[] body =
        "{\"__type\":\"com.amazonaws.dynamodb.v20120810#%s\",\"message\":\"%s\"}"
            .formatted(refusal.code(), refusal.message())
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", JSON);
    refusal.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(400, body.length);
    exchange.getResponseBody().write(body);
  }

  private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] request)
      throws IOException, InterruptedException {
    HttpRequest.Builder forwarded =
        HttpRequest.newBuilder(server).POST(HttpRequest.BodyPublishers.ofByteArray(request));
    for (String header : new String[] {"Authorization", "X-Amz-Target", "X-Amz-Date"}) {
      forwarded.header(header, exchange.getRequestHeaders().getFirst(header));
    }
    forwarded.header("Content-Type", JSON);
    return HTTP.send(forwarded.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  @Override
  public void close() {
    front.stop(0);
    threads.shutdown();
  }
}
