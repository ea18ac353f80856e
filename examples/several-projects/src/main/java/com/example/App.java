package com.example;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.flagcache.core.FlagCacheProvider;
import io.flagcache.jdbc.JdbcFlagCache;
import io.flagcache.posthog.DefinitionLoader;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;

/**
 * Flags of three PostHog projects: two share a database and its pool, one is in another backend.
 */
public final class App {

  public static void main(String[] args) throws Exception {
    CountDownLatch stop = new CountDownLatch(1);
    stopOnSigterm(stop);
    // Closed from the last to the first: each lease is given back before the pool closes.
    try (HikariDataSource database = database();
        DefinitionLoader shop = loader("SHOP", inDatabase(database, "shop"));
        DefinitionLoader support = loader("SUPPORT", inDatabase(database, "support"));
        DefinitionLoader partners = loader("PARTNERS", elsewhere())) {
      shop.start();
      support.start();
      partners.start();
      print("shop", shop);
      print("support", support);
      print("partners", partners);
      stop.await();
    }
    System.out.println("All closed");
  }

  private static HikariDataSource database() {
    HikariConfig config = new HikariConfig();
    // H2 in this process would close in a hook of its own, while the leases are given back.
    config.setJdbcUrl(env("DATABASE_URL", "jdbc:h2:./target/flags;DB_CLOSE_ON_EXIT=FALSE"));
    return new HikariDataSource(config);
  }

  /** One service key for each project, or they would serve each other's flags. */
  private static FlagCacheProvider inDatabase(DataSource database, String serviceKey) {
    return JdbcFlagCache.builder()
        .dataSource(database) // never closed by flagcache
        .createSchema(true)
        .serviceKey(serviceKey)
        .build();
  }

  private static FlagCacheProvider elsewhere() {
    return FlagCacheProvider.open(env("FLAGCACHE_URL", "memory:here?serviceKey=partners"));
  }

  private static DefinitionLoader loader(String project, FlagCacheProvider cache) {
    return DefinitionLoader.builder()
        .host(URI.create(env("POSTHOG_HOST", "http://127.0.0.1:8000")))
        .projectToken(env(project + "_TOKEN", "phc_demo"))
        .secretKey(env(project + "_SECRET_KEY", "phs_demo"))
        .cache(cache) // closed with the loader
        .build();
  }

  private static void print(String project, DefinitionLoader loader) throws InterruptedException {
    int flags =
        loader.awaitDefinitions(Duration.ofSeconds(10)).map(all -> all.flags().size()).orElse(0);
    System.out.println(project + ": " + flags + " flags from " + loader.status().source());
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
