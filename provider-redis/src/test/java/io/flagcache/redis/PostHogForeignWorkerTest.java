package io.flagcache.redis;

import static io.flagcache.redis.TestStores.document;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.FlagCacheProvider;
import io.flagcache.core.FlagDefinitionJson;
import io.flagcache.core.Role;
import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.RedisServer;
import io.flagcache.testservers.Workers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Java workers beside one of another program, which is played by the commands that it sends. */
@ExtendWith(TakesTurns.class)
@Execution(ExecutionMode.CONCURRENT)
class PostHogForeignWorkerTest {

  private static final String ENTRY = "posthog:flags:mixed";
  private static final String LOCK = ENTRY + ":lock";
  private static final String DAMAGE = "{\"flags\":[{\"key\"";

  private final List<FlagCacheProvider> workers = new ArrayList<>();
  private RedisServer server;

  @BeforeEach
  void start() {
    server = RedisTestServers.borrow();
  }

  @AfterEach
  void stop() {
    workers.forEach(Workers::shutDown);
    RedisTestServers.giveBack(server);
  }

  /** What programs give a copy. */
  private enum Life {
    DAY("EX", 86_400),
    FIVE_MINUTES("EX", 300),
    WEEK("EX", 604_800),
    ENDLESS;

    private final List<Object> options;

    Life(Object... options) {
      this.options = List.of(options);
    }
  }

  private FlagCacheProvider worker(UnaryOperator<RedisFlagCacheBuilder> settings) {
    RedisFlagCacheBuilder builder =
        TestStores.patient().url(server.url()).layout(RedisLayout.POSTHOG).serviceKey("mixed");
    FlagCacheProvider worker = settings.apply(builder).build();
    workers.add(worker);
    return worker;
  }

  private FlagCacheProvider worker() {
    return worker(builder -> builder);
  }

  private static boolean polls(FlagCacheProvider worker) {
    return worker.shouldFetchFlagDefinitions().join();
  }

  private static Optional<FlagDefinitionCacheData> reads(FlagCacheProvider worker) {
    return worker.getFlagDefinitions().join();
  }

  private void foreignWorkerLeads() {
    server.command("SET", LOCK, "0b2f7b4e-9d5c-4f0e-8a57-5f1f3f0f8d11", "PX", 60_000);
  }

  private void nobodyLeads() {
    server.command("DEL", LOCK);
  }

  private void foreignWorkerWrites(String name, Life life) {
    List<Object> words = new ArrayList<>(Arrays.asList("SET", ENTRY, json(name)));
    words.addAll(life.options);
    server.command(words.toArray());
  }

  private static String json(String name) {
    return new String(FlagDefinitionJson.write(document(name)), StandardCharsets.UTF_8);
  }

  private Optional<Object> stored() {
    return Optional.ofNullable(server.command("GET", ENTRY));
  }

  @ParameterizedTest
  @EnumSource
  void whatAnotherProgramWroteIsServedAtTheNextPollAndKeptByATakeOver(Life life) {
    FlagCacheProvider former = worker();
    assertThat(polls(former)).isTrue();
    former.onFlagDefinitionsReceived(document("v1")).join();
    FlagCacheProvider follower = worker();
    assertThat(polls(follower)).isFalse();
    assertThat(reads(follower)).contains(document("v1"));

    foreignWorkerLeads();
    foreignWorkerWrites("v2", life);

    for (FlagCacheProvider each : List.of(former, follower)) {
      assertThat(polls(each)).isFalse();
      assertThat(reads(each)).contains(document("v2"));
    }
    nobodyLeads();
    // The API is down: nothing is handed over.
    for (int poll = 0; poll < 3; poll++) {
      assertThat(polls(follower)).isTrue();
      assertThat(reads(follower)).contains(document("v2"));
    }
    assertThat(stored()).contains(json("v2"));
    assertThat(polls(former)).isFalse();
    assertThat(reads(former)).contains(document("v2"));
  }

  @Test
  void lastCopyIsServedWhateverLivesTheOnesBeforeItHad() {
    foreignWorkerLeads();
    foreignWorkerWrites("v0", Life.WEEK);
    FlagCacheProvider worker = worker();
    assertThat(polls(worker)).isFalse();
    assertThat(reads(worker)).contains(document("v0"));
    List<Life> lives =
        List.of(Life.FIVE_MINUTES, Life.ENDLESS, Life.DAY, Life.ENDLESS, Life.WEEK, Life.DAY);
    for (int i = 0; i < lives.size(); i++) {
      String name = "v" + (i + 1);
      foreignWorkerWrites(name, lives.get(i));

      assertThat(polls(worker)).isFalse();
      assertThat(reads(worker)).contains(document(name));

      // Whatever order was told from is to outlive the copy.
      server.command("DEL", ENTRY);
      assertThat(polls(worker)).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({"PT24H, PT1H", "PT1H, PT24H"})
  void workersNeedNotAgreeOnAnEntryTtl(Duration first, Duration second) {
    FlagCacheProvider former = worker(builder -> builder.entryTtl(first));
    assertThat(polls(former)).isTrue();
    former.onFlagDefinitionsReceived(document("v1")).join();
    nobodyLeads();
    FlagCacheProvider next = worker(builder -> builder.entryTtl(second));
    assertThat(polls(next)).as("A warm start").isFalse();
    assertThat(polls(next)).isTrue();

    next.onFlagDefinitionsReceived(document("v2")).join();

    assertThat(polls(former)).isFalse();
    assertThat(reads(former)).contains(document("v2"));
    nobodyLeads();
    assertThat(polls(former)).isTrue();
    assertThat(reads(former)).contains(document("v2"));
    assertThat(stored()).contains(json("v2"));
  }

  @Test
  void whatIsEvictedWhileAnotherProgramHears304IsStoredAgainByAFollower() {
    foreignWorkerLeads();
    foreignWorkerWrites("v1", Life.DAY);
    FlagCacheProvider follower = worker();
    FlagCacheProvider reader = worker(builder -> builder.role(Role.READER));
    assertThat(polls(follower)).isFalse();
    assertThat(reads(follower)).contains(document("v1"));
    assertThat(reads(reader)).contains(document("v1"));
    server.command("DEL", ENTRY);

    assertThat(polls(reader)).isFalse();
    assertThat(polls(reader)).isFalse();
    reads(reader);
    assertThat(polls(follower)).isFalse();
    reads(follower);
    assertThat(stored()).as("The leader has its chance first").isEmpty();
    assertThat(polls(follower)).isFalse();

    Awaitility.await().until(this::stored, Optional.of(json("v1"))::equals);
    Long left = (Long) Objects.requireNonNull(server.command("PTTL", ENTRY));
    assertThat(left).isBetween(Duration.ofHours(23).toMillis(), Duration.ofHours(24).toMillis());
    assertThat(reads(worker())).contains(document("v1"));
    // It gives way to whatever the leader writes.
    foreignWorkerWrites("v2", Life.FIVE_MINUTES);
    assertThat(polls(follower)).isFalse();
    assertThat(reads(follower)).contains(document("v2"));
  }

  @Test
  void damageStaysWhereNobodyHasAnythingForItsPlaceUntilAJavaWorkerLeads() {
    foreignWorkerLeads();
    server.command("SET", ENTRY, DAMAGE, "EX", 86_400);
    FlagCacheProvider newcomer = worker();

    assertThat(polls(newcomer)).isFalse();
    assertThat(reads(newcomer)).isEmpty();
    assertThat(stored()).contains(DAMAGE);

    nobodyLeads();
    assertThat(polls(newcomer)).isTrue();
    // So that it resigns if the API gives it nothing, as for any empty cache.
    Awaitility.await().until(this::stored, Optional.empty()::equals);
  }

  @Test
  void damageIsReplacedByAFollowerThatHasADocument() {
    foreignWorkerLeads();
    foreignWorkerWrites("v1", Life.DAY);
    FlagCacheProvider follower = worker();
    assertThat(polls(follower)).isFalse();
    assertThat(reads(follower)).contains(document("v1"));
    server.command("SET", ENTRY, DAMAGE, "EX", 86_400);

    for (int poll = 0; poll < 3; poll++) {
      assertThat(polls(follower)).isFalse();
      reads(follower);
    }

    assertThat(stored()).contains(json("v1"));
    assertThat(reads(follower)).contains(document("v1"));
  }
}
