package io.flagcache.posthog;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The definitions endpoint: gives the scripted answers in their order, and then serves the present
 * document with an ETag.
 */
final class ScriptedApi implements AutoCloseable {

  interface Answer {
    void send(HttpExchange exchange) throws IOException;
  }

  record Request(String uri, Headers headers) {
    String header(String name) {
      return headers.getFirst(name);
    }
  }

  final List<Request> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger documents = new AtomicInteger();
  private final Queue<Answer> script = new ConcurrentLinkedQueue<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private volatile byte[] document = "{\"flags\":[]}".getBytes(StandardCharsets.UTF_8);
  private volatile String etag = "\"none\"";
  private volatile @Nullable Answer outage;
  private volatile @Nullable String refusedKey;

  ScriptedApi() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** What is served once the script is at its end. */
  void serve(String json, String etag) {
    serve(json.getBytes(StandardCharsets.UTF_8), etag);
  }

  void serve(byte[] json, String etag) {
    this.document = json;
    this.etag = etag;
  }

  /** Answers everything that is not scripted in this way until {@link #works()}. */
  void failsWith(Answer answer) {
    outage = answer;
  }

  void works() {
    outage = null;
  }

  /** Answers 401 to whoever comes with this key. */
  void refuse(String key) {
    refusedKey = key;
  }

  /** How often a whole document was sent, of what was not scripted. */
  int documentsSent() {
    return documents.get();
  }

  void script(Answer... answers) {
    script.addAll(Arrays.asList(answers));
  }

  String lastIfNoneMatch() {
    return requests.get(requests.size() - 1).header("If-None-Match");
  }

  private void handle(HttpExchange exchange) throws IOException {
    requests.add(new Request(exchange.getRequestURI().toString(), exchange.getRequestHeaders()));
    Answer scripted = script.poll();
    try (exchange) {
      (scripted == null ? present() : scripted).send(exchange);
    }
  }

  private Answer present() {
    return exchange -> {
      Answer failure = outage;
      if (("Bearer " + refusedKey).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
        status(401).send(exchange);
      } else if (failure != null) {
        failure.send(exchange);
      } else if (etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
        status(304, "ETag", etag).send(exchange);
      } else {
        documents.incrementAndGet();
        body(document, "ETag", etag).send(exchange);
      }
    };
  }

  static Answer status(int status, String... headers) {
    return exchange -> {
      setHeaders(exchange, headers);
      exchange.sendResponseHeaders(status, -1);
    };
  }

  static Answer body(String text, String... headers) {
    return body(text.getBytes(StandardCharsets.UTF_8), headers);
  }

  static Answer body(byte[] body, String... headers) {
    return exchange -> {
      setHeaders(exchange, headers);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    };
  }

  /** Sends fewer bytes than announced, and hangs up. */
  static Answer truncated(String body, String... headers) {
    return exchange -> {
      setHeaders(exchange, headers);
      exchange.sendResponseHeaders(200, body.length() + 10L);
      exchange.getResponseBody().write(body.getBytes(StandardCharsets.UTF_8));
      exchange.getResponseBody().flush();
    };
  }

  /** Answers nothing until the server is closed. */
  Answer hang() {
    return exchange -> awaitClosed();
  }

  /** Sends the headers and half a body, and nothing more until the server is closed. */
  Answer hangInBody() {
    return exchange -> {
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write("{\"flags\":".getBytes(StandardCharsets.UTF_8));
      exchange.getResponseBody().flush();
      awaitClosed();
    };
  }

  private void awaitClosed() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return compressed.toByteArray();
  }

  private static void setHeaders(HttpExchange exchange, String... headers) {
    for (int i = 0; i < headers.length; i += 2) {
      exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
