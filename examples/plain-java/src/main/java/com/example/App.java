package com.example;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.flagcache.core.FlagCacheProvider;
import io.flagcache.posthog.DefinitionLoader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A service that answers by its flags until it is told to stop, and then gives its lease back. */
public final class App {

  // H2 in this process would close in a hook of its own, while the lease is given back.
  private static final String H2_FILE =
      "jdbc:h2:./target/flags;DB_CLOSE_ON_EXIT=FALSE;flagcache.createSchema=true";

  public static void main(String[] args) throws Exception {
    CountDownLatch stop = new CountDownLatch(1);
    stopOnSigterm(stop);
    try (DefinitionLoader loader = loader()) {
      loader.start();
      loader.awaitDefinitions(Duration.ofSeconds(10)); // goes on without, if none come
      HttpServer server = serve(new Flags(loader));
      System.out.println("Listening on port " + server.getAddress().getPort());
      stop.await();
      server.stop(1);
    }
  }

  private static DefinitionLoader loader() {
    FlagCacheProvider cache = FlagCacheProvider.open(env("FLAGCACHE_URL", H2_FILE));
    return DefinitionLoader.builder()
        .host(URI.create(env("POSTHOG_HOST", "http://127.0.0.1:8000")))
        .projectToken(env("POSTHOG_PROJECT_TOKEN", "phc_demo"))
        .secretKey(env("POSTHOG_SECRET_KEY", "phs_demo"))
        .cache(cache) // closed with the loader
        .build();
  }

  private static HttpServer serve(Flags flags) throws IOException {
    int port = Integer.parseInt(env("PORT", "8080"));
    HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
    server.createContext(
        "/flags/",
        exchange -> {
          String key = exchange.getRequestURI().getPath().substring("/flags/".length());
          answer(exchange, 200, Boolean.toString(flags.isActive(key)));
        });
    server.createContext(
        "/health", exchange -> answer(exchange, flags.areLoaded() ? 200 : 503, flags.describe()));
    server.start();
    return server;
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = (text + "\n").getBytes();
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** The JVM ends when its hooks have: this one waits until main has closed everything. */
  private static void stopOnSigterm(CountDownLatch stop) {
    Thread main = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stop.countDown();
                  try {
                    main.join();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }));
  }

  private static String env(String name, String otherwise) {
    return System.getenv().getOrDefault(name, otherwise);
  }
}
