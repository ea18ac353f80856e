package io.flagcache.demo.standin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands in for PostHog's definitions endpoint, on the loopback interface. Serves one document
 * under both addresses that the SDKs ask, with ETag and compression, refuses wrong credentials, and
 * counts what each worker asks. A worker is told apart by the path prefix of the host that it is
 * given; who has none is worker 0.
 *
 * <p>It plays what an API does to a fleet: definitions that change and come back under the ETag
 * that they had ({@link #serve}), failures that pass ({@link #failNext}), a key that is no longer
 * good ({@link #refuse}), and answers that take their time ({@link #hold}).
 *
 * <p>Safe for use by several threads.
 */
public final class StandInEndpoint implements AutoCloseable {

  private static final Pattern PATH =
      Pattern.compile(
          "(?:/worker-(\\d+))?(?:/flags/definitions|/api/feature_flag/local_evaluation)/?");
  private static final int THREADS = 4;
  private static final int NOT_MODIFIED = 304;

  private final String token;
  private final String secretKey;
  private final HttpServer server;
  private final ExecutorService threads;
  private final Map<Integer, ApiCounts> counts = new TreeMap<>();
  private final StandInListener listener;
  private final Queue<Integer> failures = new ConcurrentLinkedQueue<>();
  private final Set<Integer> refused = ConcurrentHashMap.newKeySet();
  private final Object gate = new Object();
  private boolean held;
  private int waiting;
  private volatile ServedDocument document;

  private StandInEndpoint(
      String token,
      String secretKey,
      ServedDocument document,
      HttpServer server,
      ExecutorService threads,
      StandInListener listener) {
    this.token = token;
    this.secretKey = secretKey;
    this.document = document;
    this.server = server;
    this.threads = threads;
    this.listener = listener;
  }

  /**
   * Starts an endpoint.
   *
   * @param token the project token that requests have to name
   * @param secretKey the key that requests have to bear
   * @param document what is served at first
   * @throws IOException if no port can be had
   */
  public static StandInEndpoint start(String token, String secretKey, ServedDocument document)
      throws IOException {
    return start(token, secretKey, document, 0, status -> {});
  }

  /**
   * Starts an endpoint on a port.
   *
   * @param token the project token that requests have to name
   * @param secretKey the key that requests have to bear
   * @param document what is served at first
   * @param port the port; 0 for a free one
   * @param listener hears of each request
   * @throws IOException if it cannot bind the port
   */
  public static StandInEndpoint start(
      String token, String secretKey, ServedDocument document, int port, StandInListener listener)
      throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    ExecutorService threads =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "stand-in");
              thread.setDaemon(true);
              return thread;
            });
    StandInEndpoint endpoint =
        new StandInEndpoint(token, secretKey, document, server, threads, listener);
    server.setExecutor(threads);
    server.createContext("/", endpoint::handle);
    server.start();
    return endpoint;
  }

  /**
   * The host for one worker.
   *
   * @param worker the worker's number
   */
  public URI host(int worker) {
    return URI.create(host() + "/worker-" + worker);
  }

  /** The host for whoever need not be told apart. */
  public URI host() {
    InetSocketAddress address = server.getAddress();
    return URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort());
  }

  /** Serves this document from now on. */
  public void serve(ServedDocument document) {
    this.document = document;
  }

  /**
   * Fails the next requests that bear a good key, one for each status; then all is as before.
   *
   * @param statuses what they are answered with, for example 402
   */
  public void failNext(Integer... statuses) {
    failures.addAll(List.of(statuses));
  }

  /**
   * Takes the key of one worker for a wrong one from now on.
   *
   * @param worker the worker's number
   */
  public void refuse(int worker) {
    refused.add(worker);
  }

  /** Answers nobody until {@link #release()}; up to four requests wait. */
  public void hold() {
    synchronized (gate) {
      held = true;
    }
  }

  /** Answers those who wait, and everybody from now on. */
  public void release() {
    synchronized (gate) {
      held = false;
      gate.notifyAll();
    }
  }

  /** How many requests wait for {@link #release()}. */
  public int waiting() {
    synchronized (gate) {
      return waiting;
    }
  }

  /** What was asked so far, by worker. */
  public Map<Integer, ApiCounts> countsByWorker() {
    synchronized (counts) {
      return new TreeMap<>(counts);
    }
  }

  /** What was asked so far by all workers. */
  public ApiCounts counts() {
    return countsByWorker().values().stream().reduce(ApiCounts.NONE, ApiCounts::plus);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void awaitRelease() throws IOException {
    synchronized (gate) {
      waiting++;
      try {
        while (held) {
          gate.wait();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("The stand-in was closed");
      } finally {
        waiting--;
      }
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    awaitRelease();
    Matcher path = PATH.matcher(exchange.getRequestURI().getPath());
    if (!path.matches()) {
      refuse(exchange, 404, "not_found", "There is no such address.");
    } else if (!exchange.getRequestMethod().equals("GET")) {
      refuse(exchange, 405, "method_not_allowed", "Only GET is allowed.");
    } else {
      String worker = path.group(1);
      answer(exchange, worker == null ? 0 : Integer.parseInt(worker));
    }
    listener.answered(exchange.getResponseCode());
  }

  private void answer(HttpExchange exchange, int worker) throws IOException {
    ServedDocument served = document;
    if (!hasToken(exchange) || !hasKey(exchange) || refused.contains(worker)) {
      count(worker, new ApiCounts(0, 0, 1));
      refuse(exchange, 401, "authentication_failed", "The token or the secret key is wrong.");
      return;
    }
    Integer failure = failures.poll();
    if (failure != null) {
      count(worker, new ApiCounts(0, 0, 1));
      refuse(exchange, failure, "failed", "The stand-in was told to fail.");
      return;
    }
    exchange.getResponseHeaders().set("ETag", served.etag());
    if (knows(exchange, served)) {
      count(worker, new ApiCounts(0, 1, 0));
      exchange.sendResponseHeaders(NOT_MODIFIED, -1);
      return;
    }
    count(worker, new ApiCounts(1, 0, 0));
    boolean compressed = listed(exchange, "Accept-Encoding", "gzip");
    if (compressed) {
      exchange.getResponseHeaders().set("Content-Encoding", "gzip");
    }
    exchange.getResponseHeaders().set("Vary", "Accept-Encoding");
    send(exchange, 200, served.body(compressed));
  }

  /** Counted before the answer is sent, so that whoever has the answer finds it counted. */
  private void count(int worker, ApiCounts request) {
    synchronized (counts) {
      counts.merge(worker, request, ApiCounts::plus);
    }
  }

  private boolean hasToken(HttpExchange exchange) {
    String query = exchange.getRequestURI().getRawQuery();
    return query != null && Arrays.asList(query.split("&")).contains("token=" + token);
  }

  private boolean hasKey(HttpExchange exchange) {
    return ("Bearer " + secretKey).equals(exchange.getRequestHeaders().getFirst("Authorization"));
  }

  private static boolean knows(HttpExchange exchange, ServedDocument served) {
    return listed(exchange, "If-None-Match", served.etag())
        || listed(exchange, "If-None-Match", "W/" + served.etag());
  }

  private static boolean listed(HttpExchange exchange, String header, String value) {
    return exchange.getRequestHeaders().getOrDefault(header, List.of()).stream()
        .flatMap(line -> Arrays.stream(line.split(",")))
        .anyMatch(item -> item.strip().equals(value));
  }

  private static void refuse(HttpExchange exchange, int status, String code, String detail)
      throws IOException {
    String json =
        "{\"type\":\"invalid_request\",\"code\":\"" + code + "\",\"detail\":\"" + detail + "\"}";
    send(exchange, status, json.getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }
}
