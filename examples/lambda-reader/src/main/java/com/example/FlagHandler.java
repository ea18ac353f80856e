package com.example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.FlagCacheProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * Answers by flags that others fetch: it takes no part in the election, writes nothing, and has no
 * secret key. No thread of its own polls, since Lambda stops the process between two invocations.
 */
public final class FlagHandler implements RequestHandler<Map<String, String>, Boolean> {

  private static final String H2_FILE =
      "jdbc:h2:./target/flags;flagcache.role=reader;flagcache.transferDeadline=5s";

  private static final Duration FRESH = Duration.ofSeconds(30);

  private static final FlagCacheProvider CACHE =
      FlagCacheProvider.open(System.getenv().getOrDefault("FLAGCACHE_URL", H2_FILE));

  private static Optional<FlagDefinitionCacheData> definitions = Optional.empty();
  private static Instant read = Instant.MIN;

  static {
    refresh(); // while the environment starts, once for all its invocations
  }

  @Override
  public Boolean handleRequest(Map<String, String> event, Context context) {
    if (Instant.now().isAfter(read.plus(FRESH))) {
      refresh();
    }
    String key = event.get("flag");
    return definitions.stream()
        .flatMap(all -> all.flags().stream())
        .anyMatch(flag -> key.equals(flag.get("key")) && Boolean.TRUE.equals(flag.get("active")));
  }

  /** Waits for transferDeadline at the longest. In an outage, what was read before stays. */
  private static void refresh() {
    read = Instant.now();
    try {
      CACHE.getFlagDefinitions().join().ifPresent(found -> definitions = Optional.of(found));
    } catch (CompletionException e) {
      System.err.println("Flags were not read: " + e.getCause());
    }
  }
}
