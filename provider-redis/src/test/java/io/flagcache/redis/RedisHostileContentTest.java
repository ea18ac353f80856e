package io.flagcache.redis;

import static io.flagcache.redis.TestStores.document;
import static io.flagcache.redis.TestStores.request;
import static io.flagcache.redis.TestStores.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.core.FlagCacheEvent;
import io.flagcache.core.FlagCacheEvent.EntryUnreadable;
import io.flagcache.core.FlagCacheProvider;
import io.flagcache.core.FlagCacheSettings;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.FlagCacheStore;
import io.flagcache.core.store.LeaseAnswer.Held;
import io.flagcache.core.store.LeaseAnswer.HeldByOther;
import io.flagcache.core.store.LeaseRequest;
import io.flagcache.core.store.ReadAnswer;
import io.flagcache.core.store.ReadAnswer.TooLong;
import io.flagcache.core.store.ReadAnswer.Unchanged;
import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.RedisServer;
import io.flagcache.testservers.TcpRelay;
import io.flagcache.testservers.Workers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that no worker wrote so: too long, too far ahead, of the wrong type, of another's name. */
@ExtendWith(TakesTurns.class)
@Execution(ExecutionMode.CONCURRENT)
class RedisHostileContentTest {

  private static final int HUGE = 40_000_000;
  private static final int LONG = 2_000_000;
  private static final String HUGE_LAST =
      "ARGV[#ARGV] = string.rep('7', ARGV[#ARGV]) return redis.call(unpack(ARGV))";
  private static final String HUGE_NAME =
      "return redis.call('hset', KEYS[1], string.rep('7', ARGV[1]) .. ':1', '1')";
  private static final int SMALL_DOCUMENTS = 100_000;

  /** What polls and a worker's start move besides. */
  private static final long LITTLE = 100_000;

  private final TestStores stores = new TestStores();
  private final List<AutoCloseable> open = new ArrayList<>();
  private RedisServer server;

  @BeforeEach
  void start() {
    server = RedisTestServers.borrow();
  }

  @AfterEach
  void stop() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
    stores.close();
    RedisTestServers.giveBack(server);
  }

  private static List<String> keys(RedisLayout layout, String serviceKey) {
    return layout == RedisLayout.POSTHOG
        ? List.of("posthog:flags:" + serviceKey, "posthog:flags:" + serviceKey + ":lock")
        : List.of(
            "flagcache:{" + serviceKey + "}:entry",
            "flagcache:{" + serviceKey + "}:lease",
            "flagcache:{" + serviceKey + "}:epoch");
  }

  private FlagCacheStore store(RedisLayout layout) {
    return stores.open(server, layout, "hostile");
  }

  private String url(TcpRelay relay) {
    return "redis://:" + RedisTestServers.PASSWORD + "@localhost:" + relay.port();
  }

  /** Runs a command whose last word is so long, and is made in the server. */
  private void huge(int length, Object... words) {
    List<Object> all = new ArrayList<>(List.of("EVAL", HUGE_LAST, 0));
    all.addAll(List.of(words));
    all.add(length);
    server.command(all.toArray());
  }

  private TcpRelay relay() {
    TcpRelay relay = new TcpRelay("127.0.0.1", server.port());
    open.add(relay);
    return relay;
  }

  @ParameterizedTest
  @EnumSource(RedisLayout.class)
  void payloadThatIsTooLongIsNotTransferredAndIsReplaced(RedisLayout layout) {
    TcpRelay relay = relay();
    List<FlagCacheEvent> events = new CopyOnWriteArrayList<>();
    FlagCacheProvider worker =
        TestStores.patient()
            .url(url(relay))
            .layout(layout)
            .serviceKey("hostile")
            .maxDocumentBytes(SMALL_DOCUMENTS)
            .listener(events::add)
            .build();
    open.add(() -> Workers.shutDown(worker));
    String entry = keys(layout, "hostile").get(0);
    if (layout == RedisLayout.POSTHOG) {
      huge(HUGE, "set", entry);
    } else {
      server.command("HSET", entry, "epoch", "1", "sequence", "1", "hash", "ab");
      huge(HUGE, "hset", entry, "payload");
    }

    assertThat(polls(worker)).isFalse();
    assertThat(worker.getFlagDefinitions().join()).isEmpty();
    assertThat(worker.getFlagDefinitions().join()).isEmpty();
    worker.inspect().join();
    assertThat(polls(worker)).isTrue();
    worker.onFlagDefinitionsReceived(document("v1")).join();

    assertThat(relay.bytes()).isLessThan(LITTLE);
    assertThat(events).filteredOn(EntryUnreadable.class::isInstance).hasSize(1);
    FlagDefinitionCacheProvider reader =
        TestStores.patient().url(url(relay)).layout(layout).serviceKey("hostile").build();
    open.add(() -> Workers.shutDown(reader));
    assertThat(Workers.patiently(reader::getFlagDefinitions)).contains(document("v1"));
  }

  @ParameterizedTest
  @EnumSource(RedisLayout.class)
  void lengthIsJudgedAgainstTheSettingAndTheStartIsGivenBack(RedisLayout layout) throws Exception {
    FlagCacheSettings settings = TestStores.settings("hostile", SMALL_DOCUMENTS);
    int limit = settings.maxPayloadBytes();
    FlagCacheStore store =
        stores.open(RedisFlagCache.builder().url(server.url()).layout(layout), settings);
    for (int over : List.of(0, 1)) {
      String payload = "start" + "x".repeat(limit - 5 + over);
      String entry = keys(layout, "hostile").get(0);
      if (layout == RedisLayout.POSTHOG) {
        server.command("SET", entry, payload, "EX", 3600);
      } else {
        server.command("HSET", entry, "epoch", "1", "sequence", over, "hash", "ab");
        server.command("HSET", entry, "payload", payload);
      }

      ReadAnswer answer = store.read(Optional.empty(), soon());

      if (over == 0) {
        assertThat(answer).isInstanceOf(ReadAnswer.Found.class);
        continue;
      }
      TooLong tooLong = (TooLong) answer;
      assertThat(tooLong.bytes()).isEqualTo(limit + 1L);
      assertThat(new String(tooLong.start(), StandardCharsets.UTF_8))
          .hasSize(TooLong.START_BYTES)
          .startsWith("startx");
      assertThat(store.stamp(soon())).contains(tooLong.stamp());
      assertThat(store.read(Optional.of(tooLong.stamp()), soon())).isInstanceOf(Unchanged.class);
      store.discard(new EntryStamp(9, 9, "cd"), soon());
      assertThat(store.stamp(soon())).isPresent();
      store.discard(tooLong.stamp(), soon());
      assertThat(store.stamp(soon())).isEmpty();
    }
  }

  /** Each of them alone would fill a worker's memory, or its log. */
  @ParameterizedTest
  @ValueSource(strings = {"epoch", "sequence", "hash", "published", "ttl"})
  void fieldsOfTheEntryAreBoundedToo(String field) throws Exception {
    TcpRelay relay = relay();
    FlagCacheStore store = stores.open(RedisFlagCache.builder().url(url(relay)), "hostile");
    Held a = (Held) store.acquireOrRenew(request("a"), soon());
    store.publish("a", TestStores.entry(a.epoch(), 1, 10), TestStores.TTL, soon());
    huge(LONG, "hset", keys(RedisLayout.FLAGCACHE, "hostile").get(0), field);
    long before = relay.bytes();

    store.stamp(soon());
    store.read(Optional.empty(), soon());
    store.inspect(soon());
    EntryStamp found = store.acquireOrRenew(request("b"), soon()).entry().orElseThrow();
    assertThat(store.stamp(soon())).contains(found);
    store.discard(found, soon());

    assertThat(store.stamp(soon())).isEmpty();
    assertThat(relay.bytes() - before).isLessThan(LITTLE);
  }

  @ParameterizedTest
  @EnumSource(RedisLayout.class)
  void hugeNamesOfLeadersAreNobodys(RedisLayout layout) throws Exception {
    TcpRelay relay = relay();
    FlagCacheStore store =
        stores.open(RedisFlagCache.builder().url(url(relay)).layout(layout), "hostile");
    List<String> keys = keys(layout, "hostile");
    if (layout == RedisLayout.POSTHOG) {
      huge(LONG, "set", keys.get(1));
    } else {
      server.command("EVAL", HUGE_NAME, 1, keys.get(1), LONG);
      for (String field : List.of("owner", "epoch", "lease")) {
        huge(LONG, "hset", keys.get(2), field);
      }
    }
    long before = relay.bytes();

    assertThat(store.inspect(soon()).lease()).isEmpty();
    assertThat(store.acquireOrRenew(request("a"), soon())).isInstanceOf(Held.class);

    assertThat(relay.bytes() - before).isLessThan(LITTLE);
  }

  /** As after the server's clock went back, while the leader is gone. */
  @ParameterizedTest
  @EnumSource(RedisLayout.class)
  void leaseThatReachesFurtherAheadThanItsLengthIsDamage(RedisLayout layout) throws Exception {
    FlagCacheStore store = store(layout);
    String lease = keys(layout, "hostile").get(1);
    store.acquireOrRenew(request("gone"), soon());
    assertThat(store.acquireOrRenew(request("a"), soon())).isInstanceOf(HeldByOther.class);
    server.command("PEXPIRE", lease, Duration.ofDays(1).toMillis());

    Held a = (Held) store.acquireOrRenew(request("a"), soon());

    assertThat((Long) Objects.requireNonNull(server.command("PTTL", lease)))
        .isBetween(1L, TestStores.LEASE.toMillis());
    assertThat(store.publish("a", entry(layout, a.epoch()), TestStores.TTL, soon())).isTrue();
  }

  private static Entry entry(RedisLayout layout, long epoch) {
    return layout == RedisLayout.POSTHOG
        ? new Entry(new EntryStamp(epoch, 1, "ab"), "{}".getBytes(StandardCharsets.UTF_8))
        : TestStores.entry(epoch, 1, 10);
  }

  /** A worker with another setting leads for longer, and may. */
  @Test
  void longerLeaseOfAnotherWorkerIsNoDamage() throws Exception {
    FlagCacheStore store = store(RedisLayout.FLAGCACHE);
    Duration longer = TestStores.LEASE.multipliedBy(3);
    store.acquireOrRenew(new LeaseRequest("long", longer, TestStores.TTL, 0), soon());

    assertThat(store.acquireOrRenew(request("a"), soon())).isInstanceOf(HeldByOther.class);
  }

  @Test
  void lockOfTwoHoldersIsNobodys() throws Exception {
    FlagCacheStore store = store(RedisLayout.FLAGCACHE);
    Held a = (Held) store.acquireOrRenew(request("a"), soon());
    String lease = keys(RedisLayout.FLAGCACHE, "hostile").get(1);
    server.command("HSET", lease, "someone:1", "1");

    Held again = (Held) store.acquireOrRenew(request("a"), soon());

    assertThat(again).isEqualTo(a);
    assertThat(server.command("HLEN", lease)).isEqualTo(1L);
    assertThat(store.acquireOrRenew(request("b"), soon())).isInstanceOf(HeldByOther.class);
  }

  @ParameterizedTest
  @EnumSource(RedisLayout.class)
  void expiriesThatNobodySetsAreSetRight(RedisLayout layout) throws Exception {
    FlagCacheStore store = store(layout);
    Held a = (Held) store.acquireOrRenew(request("a"), soon());
    store.publish("a", entry(layout, a.epoch()), TestStores.TTL, soon());
    for (String absurd : List.of("PERSIST", "PEXPIRE")) {
      for (String key : keys(layout, "hostile")) {
        if (absurd.equals("PERSIST")) {
          server.command(absurd, key);
        } else {
          server.command(absurd, key, Duration.ofDays(200_000).toMillis());
        }
      }

      store.acquireOrRenew(request("a"), soon());

      for (String key : keys(layout, "hostile")) {
        assertThat((Long) Objects.requireNonNull(server.command("PTTL", key)))
            .as(absurd + " " + key)
            // A leader extends a copy by an eighth more.
            .isBetween(1L, TestStores.TTL.toMillis() * 9 / 8);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"checkout:lock", ":lock", "a:lock:lock"})
  void serviceKeyWhoseDocumentWouldBeALockIsRefused(String serviceKey) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                RedisFlagCache.builder()
                    .url(server.url())
                    .layout(RedisLayout.POSTHOG)
                    .serviceKey(serviceKey)
                    .build())
        .withMessageContaining("serviceKey is " + serviceKey)
        .withMessageContaining("does not end in :lock");
  }

  /** Names that others are made of, for the layout's own suffixes, letter cases and separators. */
  @ParameterizedTest
  @CsvSource({"FLAGCACHE", "POSTHOG"})
  void keysThatAreLegalShareNothing(RedisLayout layout) throws Exception {
    List<String> serviceKeys = new ArrayList<>();
    for (String key :
        List.of(
            "a",
            "A",
            "a.",
            "a:",
            ":a",
            "a_b",
            "a-b",
            "a.b",
            "a:b",
            "lease",
            "a:lease",
            "a:epoch",
            "a:entry",
            "lock",
            "a:lock:",
            "a:LOCK",
            "flags:a",
            "posthog:flags:a",
            "flagcache")) {
      serviceKeys.add(key);
    }
    if (layout == RedisLayout.FLAGCACHE) {
      serviceKeys.add("a:lock");
    }
    Map<String, Held> leases = new HashMap<>();
    for (String key : serviceKeys) {
      FlagCacheStore store = stores.open(server, layout, key);
      assertThat(store.stamp(soon())).as(key).isEmpty();
      Held held = (Held) store.acquireOrRenew(request("owner of " + key), soon());
      assertThat(held.entry()).as(key).isEmpty();
      leases.put(key, held);
      store.publish("owner of " + key, entry(layout, held.epoch()), TestStores.TTL, soon());
    }
    assertThat(leases).hasSameSizeAs(serviceKeys);
    List<?> stored = (List<?>) Objects.requireNonNull(server.command("KEYS", "*"));
    assertThat(stored).hasSize(serviceKeys.size() * keys(layout, "").size());
  }

  private static boolean polls(FlagDefinitionCacheProvider worker) {
    return worker.shouldFetchFlagDefinitions().toCompletableFuture().join();
  }
}
