package io.flagcache.cli.sync;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.flagcache.cli.failure.CommandFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Serves health and metrics, with few threads; what exceeds them is hung up on. */
final class HealthServer implements AutoCloseable {

  private static final int THREADS = 2;
  private static final int WAITING = 16;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final ThreadPoolExecutor threads;
  private final SyncHealth health;
  private final Supplier<String> metrics;

  private HealthServer(
      HttpServer server, ThreadPoolExecutor threads, SyncHealth health, Supplier<String> metrics) {
    this.server = server;
    this.threads = threads;
    this.health = health;
    this.metrics = metrics;
  }

  static HealthServer start(InetSocketAddress address, SyncHealth health, Supplier<String> metrics)
      throws CommandFailure {
    // Seconds; without them a client that sends nothing keeps its thread for ever.
    System.setProperty("sun.net.httpserver.maxReqTime", "5");
    System.setProperty("sun.net.httpserver.maxRspTime", "5");
    HttpServer server;
    try {
      server = HttpServer.create(address, 0);
    } catch (IOException e) {
      throw new CommandFailure(
          "--listen "
              + address.getHostString()
              + ":"
              + address.getPort()
              + " cannot be had: "
              + e.getMessage()
              + "; choose another address, or none");
    }
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            task -> {
              Thread thread = new Thread(task, "health");
              thread.setDaemon(true);
              return thread;
            });
    HealthServer started = new HealthServer(server, threads, health, metrics);
    server.setExecutor(threads);
    server.createContext("/", started::handle);
    server.start();
    return started;
  }

  InetSocketAddress address() {
    return server.getAddress();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String method = exchange.getRequestMethod();
    if (!path.equals("/health/live") && !path.equals("/health/ready") && !path.equals("/metrics")) {
      send(exchange, 404, json(Map.of("status", "not found")));
    } else if (!method.equals("GET") && !method.equals("HEAD")) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      send(exchange, 405, json(Map.of("status", "method not allowed")));
    } else if (path.equals("/metrics")) {
      exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
      send(exchange, 200, metrics.get());
    } else if (path.equals("/health/live")) {
      judge(exchange, Map.of("status", "live"), health.deadReason());
    } else {
      String role = health.leads() ? "leader" : "follower";
      judge(exchange, Map.of("status", "ready", "role", role), health.unreadyReason());
    }
  }

  private static void judge(
      HttpExchange exchange, Map<String, String> well, Optional<String> reason) throws IOException {
    send(
        exchange,
        reason.isPresent() ? 503 : 200,
        json(
            reason
                .map(text -> Map.of("status", "not " + well.get("status"), "reason", text))
                .orElse(well)));
  }

  private static String json(Map<String, String> members) throws JsonProcessingException {
    return JSON.writeValueAsString(members);
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    exchange.getResponseHeaders().putIfAbsent("Content-Type", List.of("application/json"));
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head ? -1 : body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      if (!head) {
        out.write(body);
      }
    }
  }
}
