package io.flagcache.redis;

import static io.flagcache.redis.TestStores.document;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.FlagCacheProvider;
import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.Fuzz;
import io.flagcache.testservers.RedisServer;
import io.flagcache.testservers.Workers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Damages every field of every key, one after the other, while a fleet polls: no call fails, and
 * within a lease and some polls somebody leads, publishes, and everybody reads it.
 */
@ExtendWith(TakesTurns.class)
@Execution(ExecutionMode.CONCURRENT)
class RedisFuzzTest {

  private static final Logger LOG = LoggerFactory.getLogger(RedisFuzzTest.class);

  private static final Duration USUAL = Duration.ofSeconds(6);
  private static final Duration POLL = Duration.ofMillis(50);

  /** Short, since a lock that names somebody else is only waited for. */
  private static final Duration LEASE = Duration.ofMillis(500);

  private static final Duration HEALED = Duration.ofMinutes(1);

  private final List<FlagCacheProvider> workers = new ArrayList<>();
  private final Fuzz fuzz = Fuzz.lasting(USUAL);
  private RedisServer server;
  private RedisLayout layout = RedisLayout.FLAGCACHE;
  private int documents;
  private String done = "";

  @BeforeEach
  void start() {
    server = RedisTestServers.borrow();
  }

  @AfterEach
  void stop() {
    workers.forEach(Workers::shutDown);
    RedisTestServers.giveBack(server);
  }

  private FlagCacheProvider worker() {
    FlagCacheProvider worker =
        TestStores.patient()
            .url(server.url())
            .layout(layout)
            .serviceKey("fuzz")
            .pollInterval(POLL)
            .lease(LEASE)
            .maxDocumentBytes(64 * 1024)
            .build();
    workers.add(worker);
    return worker;
  }

  @ParameterizedTest
  @EnumSource(RedisLayout.class)
  void whateverStandsThereTheFleetGoesOn(RedisLayout tested) {
    layout = tested;
    worker();
    worker();
    awaitOneDocument();
    int rounds = 0;
    while (fuzz.goesOn()) {
      for (int i = fuzz.random().nextInt(3); i >= 0; i--) {
        damage();
      }
      // Every so often by one who has seen nothing yet.
      if (fuzz.random().nextInt(8) == 0) {
        Workers.shutDown(workers.remove(0));
        worker();
      }
      awaitOneDocument();
      done = "";
      rounds++;
    }
    LOG.info("{} rounds of damage, {}", rounds, fuzz);
  }

  /** Publishes a document under each leader that comes up, until all have read the same. */
  private void awaitOneDocument() {
    Awaitility.await("after" + done + ", " + fuzz)
        .atMost(HEALED)
        .pollDelay(Duration.ZERO)
        .pollInterval(POLL)
        .until(this::isOneDocument);
  }

  private boolean isOneDocument() {
    Optional<FlagDefinitionCacheData> published = Optional.empty();
    for (FlagCacheProvider worker : workers) {
      if (call(worker::shouldFetchFlagDefinitions)) {
        FlagDefinitionCacheData next = document("v" + ++documents);
        call(() -> worker.onFlagDefinitionsReceived(next));
        published = Optional.of(next);
      }
    }
    for (FlagCacheProvider worker : workers) {
      call(worker::inspect);
    }
    boolean all = published.isPresent();
    for (FlagCacheProvider worker : workers) {
      all &= call(worker::getFlagDefinitions).equals(published);
    }
    return all;
  }

  private <T> T call(Supplier<? extends CompletionStage<T>> call) {
    try {
      return call.get().toCompletableFuture().join();
    } catch (RuntimeException e) {
      throw new AssertionError("A call fails after" + done + ", " + fuzz, e);
    }
  }

  private void damage() {
    String key = fuzz.oneOf(keys());
    String type = String.valueOf(server.command("TYPE", key));
    switch (fuzz.random().nextInt(10)) {
      case 0 -> tell("DEL", key);
      case 1 -> {
        tell("DEL", key);
        foreign(key);
      }
      case 2 -> tell("PERSIST", key);
      case 3 ->
          // A lock of ten minutes may be that of a program in another language.
          tell("PEXPIRE", key, fuzz.oneOf("1", "100", "660000", "86400000", "99999999999999"));
      case 4 -> tell("COPY", fuzz.oneOf(keys()), key, "REPLACE");
      default -> {
        if (type.equals("hash")) {
          field(key);
        } else if (type.equals("string")) {
          tell("SET", key, value(String.valueOf(server.command("GET", key))), "KEEPTTL");
        } else {
          foreign(key);
        }
      }
    }
  }

  private String[] keys() {
    return layout == RedisLayout.POSTHOG
        ? new String[] {"posthog:flags:fuzz", "posthog:flags:fuzz:lock"}
        : Stream.of("lease", "epoch", "entry")
            .map("flagcache:{fuzz}:"::concat)
            .toArray(String[]::new);
  }

  private void foreign(String key) {
    switch (fuzz.random().nextInt(6)) {
      case 0 -> tell("SET", key, fuzz.bytes());
      case 1 -> tell("RPUSH", key, fuzz.text());
      case 2 -> tell("SADD", key, fuzz.text());
      case 3 -> tell("ZADD", key, "1", fuzz.text());
      case 4 -> tell("XADD", key, "*", "field", fuzz.text());
      default -> tell("HSET", key, fuzz.text(), fuzz.text());
    }
  }

  private void field(String key) {
    List<?> fields = (List<?>) Objects.requireNonNull(server.command("HKEYS", key));
    if (fields.isEmpty()) {
      return;
    }
    byte[] field = bytes(fields.get(fuzz.random().nextInt(fields.size())));
    switch (fuzz.random().nextInt(5)) {
      case 0 -> tell("HDEL", key, field);
      case 1 -> {
        tell("HDEL", key, field);
        tell("HSET", key, fuzz.damaged(field), "1");
      }
      case 2 -> tell("HSET", key, fuzz.text(), fuzz.text());
      default ->
          tell("HSET", key, field, value(String.valueOf(server.command("HGET", key, field))));
    }
  }

  private Object value(String intact) {
    return switch (fuzz.random().nextInt(4)) {
      case 0 -> fuzz.number();
      case 1 -> fuzz.text();
      default -> fuzz.damaged(bytes(intact));
    };
  }

  private static byte[] bytes(Object text) {
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A key may be gone, or of another type by now. */
  private void tell(Object... words) {
    done += " " + Stream.of(words).map(RedisFuzzTest::shown).toList();
    try {
      server.command(words);
    } catch (IllegalStateException refused) {
      done += " (refused)";
    }
  }

  private static String shown(Object word) {
    String text = word instanceof byte[] bytes ? bytes.length + " bytes" : word.toString();
    String plain = text.replaceAll("[^ -~]", "?");
    return plain.substring(0, Math.min(40, plain.length()));
  }
}
