package io.flagcache.spring;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers as PostHog's API does to who asks for definitions. */
final class Api implements AutoCloseable {

  private static final byte[] DOCUMENT =
      "{\"flags\":[{\"key\":\"new-checkout\",\"active\":true}],\"property_matching_version\":3}"
          .getBytes(StandardCharsets.UTF_8);

  private final HttpServer server;
  private final AtomicInteger requests = new AtomicInteger();
  private volatile int status = 200;

  private Api(HttpServer server) {
    this.server = server;
  }

  private static HttpServer server() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Api start() {
    HttpServer server = server();
    Api api = new Api(server);
    server.createContext(
        "/",
        exchange -> {
          api.requests.incrementAndGet();
          exchange.getResponseHeaders().add("ETag", "\"1\"");
          exchange.sendResponseHeaders(api.status, api.status == 200 ? DOCUMENT.length : -1);
          if (api.status == 200) {
            exchange.getResponseBody().write(DOCUMENT);
          }
          exchange.close();
        });
    server.start();
    return api;
  }

  void answers(int newStatus) {
    status = newStatus;
  }

  int requests() {
    return requests.get();
  }

  String[] properties() {
    return new String[] {
      "flagcache.posthog.secret-key=phs_1",
      "flagcache.posthog.host=http://127.0.0.1:" + server.getAddress().getPort()
    };
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
