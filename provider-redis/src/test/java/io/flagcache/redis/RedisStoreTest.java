package io.flagcache.redis;

import static io.flagcache.redis.TestStores.TTL;
import static io.flagcache.redis.TestStores.entry;
import static io.flagcache.redis.TestStores.request;
import static io.flagcache.redis.TestStores.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.FlagCacheStore;
import io.flagcache.core.store.LeaseAnswer;
import io.flagcache.core.store.LeaseAnswer.Held;
import io.flagcache.core.store.LeaseAnswer.HeldByOther;
import io.flagcache.core.store.LeaseRequest;
import io.flagcache.core.store.ReadAnswer;
import io.flagcache.core.store.ReadAnswer.Found;
import io.flagcache.core.store.ReadAnswer.Unchanged;
import io.flagcache.core.store.StoreStatus;
import io.flagcache.core.store.StoreStatus.EntryStatus;
import io.flagcache.core.store.StoreStatus.LeaseStatus;
import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@ExtendWith(TakesTurns.class)
@Execution(ExecutionMode.CONCURRENT)
class RedisStoreTest {

  private static final String LEASE_KEY = "flagcache:{checkout}:lease";
  private static final String EPOCH_KEY = "flagcache:{checkout}:epoch";
  private static final String ENTRY_KEY = "flagcache:{checkout}:entry";

  /** What a slow machine may need for a test. */
  private static final Duration A_WHILE = Duration.ofMinutes(5);

  private final TestStores stores = new TestStores();
  private RedisServer server;
  private FlagCacheStore store;

  @BeforeEach
  void open() {
    server = RedisTestServers.borrow();
    store = stores.open(server, RedisLayout.FLAGCACHE, "checkout");
  }

  @AfterEach
  void close() {
    stores.close();
    RedisTestServers.giveBack(server);
  }

  private long left(Object key) {
    return (Long) Objects.requireNonNull(server.command("PTTL", key));
  }

  private Held lead(String owner) throws Exception {
    return (Held) store.acquireOrRenew(request(owner), soon());
  }

  @Test
  void renewingFromAnyThreadNeverAddsAHold() throws Exception {
    Held first = lead("a");
    for (int i = 0; i < 5; i++) {
      FutureTask<LeaseAnswer> again = new FutureTask<>(() -> lead("a"));
      new Thread(again).start();
      assertThat(again.get()).isEqualTo(first);
    }

    assertThat((List<?>) server.command("HVALS", LEASE_KEY)).isEqualTo(List.of("1"));
    store.release("a", first.epoch(), soon());
    assertThat(server.command("EXISTS", LEASE_KEY)).isEqualTo(0L);
  }

  @Test
  void leaseIsALockOfRedissonsWithTheLeaseAsItsLifetime() throws Exception {
    lead("a");

    assertThat(server.command("TYPE", LEASE_KEY)).isEqualTo("hash");
    assertThat(left(LEASE_KEY)).isBetween(1L, TestStores.LEASE.toMillis());
  }

  @Test
  void epochsGrowPastTheFloorAndTheEntryWhenTheTermIsLost() throws Exception {
    Held a = lead("a");
    store.publish("a", entry(a.epoch(), 1, 10), TTL, soon());
    server.command("HSET", ENTRY_KEY, "epoch", "41");
    server.command("DEL", EPOCH_KEY, LEASE_KEY);

    Held b = lead("b");
    assertThat(b.epoch()).isEqualTo(42);

    server.command("FLUSHALL");
    assertThat(((Held) store.acquireOrRenew(request("b", 77), soon())).epoch()).isEqualTo(78);
  }

  @Test
  void lockTakenByAnotherWhoHasNoEpochYetRefusesTheFormerLeader() throws Exception {
    Held a = lead("a");
    server.command("DEL", LEASE_KEY);
    server.command("HSET", LEASE_KEY, "someone:1", "1");
    server.command("PEXPIRE", LEASE_KEY, 600_000);

    assertThat(store.publish("a", entry(a.epoch(), 1, 10), TTL, soon())).isFalse();
    assertThat(store.stamp(soon())).isEmpty();
  }

  @Test
  void ownLockOfALostAnswerIsTheLease() throws Exception {
    lead("a");
    server.command("DEL", EPOCH_KEY);

    assertThat(store.acquireOrRenew(request("a", 1), soon()))
        .isEqualTo(new Held(2, Optional.empty()));
  }

  @Test
  void ageOfAnEntryIsTold() throws Exception {
    Held a = lead("a");
    store.publish("a", entry(a.epoch(), 1, 1000), TTL, soon());

    Found found = (Found) store.read(Optional.empty(), soon());

    assertThat(found.sincePublish().orElseThrow()).isLessThan(A_WHILE);
  }

  @Test
  void fillSaysTheSameWhenAskedTwice() throws Exception {
    assertThat(store.publishIfAbsent(entry(0, 0, 10), TTL, soon())).isTrue();
    assertThat(store.publishIfAbsent(entry(0, 0, 10), TTL, soon())).isTrue();
    assertThat(left(ENTRY_KEY)).isBetween(1L, TTL.toMillis());
  }

  @Test
  void everythingExpires() throws Exception {
    Held a = lead("a");
    store.publish("a", entry(a.epoch(), 1, 10), TTL, soon());

    List<?> keys = (List<?>) Objects.requireNonNull(server.command("KEYS", "*"));
    assertThat(keys).hasSize(3);
    for (Object key : keys) {
      assertThat(left(key)).as(key.toString()).isBetween(1L, TTL.toMillis());
    }
  }

  @Test
  void lockWithoutAnEndGetsOne() throws Exception {
    server.command("HSET", LEASE_KEY, "someone:1", "1");

    assertThat(store.acquireOrRenew(request("a"), soon())).isInstanceOf(HeldByOther.class);

    assertThat(left(LEASE_KEY)).isBetween(1L, TestStores.LEASE.toMillis());
  }

  @Test
  void keysOfAForeignTypeAreReplaced() throws Exception {
    for (String key : List.of(LEASE_KEY, EPOCH_KEY, ENTRY_KEY)) {
      server.command("SET", key, "foreign");
    }

    Held a = lead("a");
    EntryStamp foreign = a.entry().orElseThrow();
    assertThat(store.stamp(soon())).contains(foreign);
    ReadAnswer read = store.read(Optional.empty(), soon());
    assertThat(((Found) read).entry().stamp()).isEqualTo(foreign);
    assertThat(store.read(Optional.of(foreign), soon())).isInstanceOf(Unchanged.class);
    assertThat(store.publishIfAbsent(entry(0, 0, 10), TTL, soon())).isFalse();
    assertThat(store.publish("a", entry(a.epoch(), 1, 10), TTL, soon())).isTrue();
    assertThat(store.stamp(soon())).contains(new EntryStamp(a.epoch(), 1, "hash-1"));

    server.command("DEL", ENTRY_KEY);
    server.command("SADD", ENTRY_KEY, "foreign");
    store.discard(foreign, soon());
    assertThat(store.stamp(soon())).isEmpty();
  }

  @Test
  void damagedFieldsAreHandedToTheEngine() throws Exception {
    server.command("HSET", ENTRY_KEY, "epoch", "nine", "payload", "?");
    server.command("HSET", EPOCH_KEY, "epoch", "99999999999999999999");

    Held a = lead("a");

    assertThat(a.epoch()).isEqualTo(1);
    assertThat(a.entry()).contains(new EntryStamp(0, 0, ""));
    Found found = (Found) store.read(Optional.empty(), soon());
    assertThat(found.entry().payload()).isEqualTo(new byte[] {'?'});
    assertThat(found.sincePublish()).isEmpty();
  }

  @Test
  void inspectionTellsTimesAndChangesNothing() throws Exception {
    Held a = lead("a");
    store.publish("a", entry(a.epoch(), 1, 1000), TTL, soon());
    server.command("PEXPIRE", ENTRY_KEY, TTL.minusSeconds(100).toMillis());
    String before = everything();

    StoreStatus status = store.inspect(soon());

    assertThat(everything()).isEqualTo(before);
    LeaseStatus lease = status.lease().orElseThrow();
    assertThat(lease.owner()).isEqualTo("a");
    assertThat(lease.epoch()).hasValue(a.epoch());
    assertThat(lease.left().orElseThrow()).isBetween(Duration.ofMillis(1), TestStores.LEASE);
    EntryStatus entry = status.entry().orElseThrow();
    assertThat(entry.stamp()).isEqualTo(new EntryStamp(a.epoch(), 1, "hash-1"));
    assertThat(entry.storedBytes()).isEqualTo(1000);
    assertThat(entry.sincePublish().orElseThrow()).isLessThan(A_WHILE);
    assertThat(entry.sinceTouch().orElseThrow())
        .isBetween(Duration.ofSeconds(100), Duration.ofSeconds(100).plus(A_WHILE));
    assertThat(entry.left().orElseThrow()).isLessThanOrEqualTo(TTL.minusSeconds(100));
  }

  private String everything() {
    StringBuilder all = new StringBuilder();
    for (String key : List.of(LEASE_KEY, EPOCH_KEY, ENTRY_KEY)) {
      List<?> fields = (List<?>) Objects.requireNonNull(server.command("HGETALL", key));
      // In no order: the server moves the fields of a large hash while it is used.
      all.append(fields.stream().map(String::valueOf).sorted().toList())
          .append(server.command("PEXPIRETIME", key));
    }
    return all.toString();
  }

  @Test
  void renewalKeepsTheTimeToLiveRightAndWritesItOnlyIfItChanged() throws Exception {
    Held a = lead("a");
    store.publish("a", entry(a.epoch(), 1, 10), TTL, soon());
    long writes = calls("hset");
    lead("a");
    assertThat(calls("hset")).isEqualTo(writes);
    server.command("HDEL", ENTRY_KEY, "ttl");
    assertThat(store.inspect(soon()).entry().orElseThrow().sinceTouch()).isEmpty();

    store.acquireOrRenew(new LeaseRequest("a", TestStores.LEASE, TTL.multipliedBy(2), 0), soon());

    EntryStatus entry = store.inspect(soon()).entry().orElseThrow();
    assertThat(entry.sinceTouch().orElseThrow()).isLessThan(A_WHILE);
    assertThat(entry.left().orElseThrow()).isGreaterThan(TTL);
  }

  private long calls(String command) {
    return String.valueOf(server.command("INFO", "commandstats"))
        .lines()
        .filter(line -> line.startsWith("cmdstat_" + command + ":calls="))
        .mapToLong(line -> Long.parseLong(line.replaceAll(".*:calls=(\\d+).*", "$1")))
        .sum();
  }

  @Test
  void revocationEndsTheLeaseOfAnotherClientAndItsPublish() throws Exception {
    FlagCacheStore operators = stores.open(server, RedisLayout.FLAGCACHE, "checkout");
    Held a = lead("a");
    LeaseStatus lease = operators.inspect(soon()).lease().orElseThrow();

    assertThat(operators.revoke(lease, soon())).isTrue();

    assertThat(server.command("EXISTS", LEASE_KEY)).isEqualTo(0L);
    assertThat(store.publish("a", entry(a.epoch(), 1, 10), TTL, soon())).isFalse();
    Held again = lead("a");
    assertThat(again.epoch()).isGreaterThan(a.epoch());
    assertThat(store.publish("a", entry(a.epoch(), 1, 10), TTL, soon())).isFalse();
    assertThat(operators.revoke(lease, soon())).isFalse();
    assertThat(lead("a")).isEqualTo(again);
  }

  @Test
  void revocationLeavesALockThatHasNoTermYet() throws Exception {
    Held a = lead("a");
    LeaseStatus lease = store.inspect(soon()).lease().orElseThrow();
    server.command("DEL", LEASE_KEY);
    server.command("HSET", LEASE_KEY, "someone:1", "1");
    server.command("PEXPIRE", LEASE_KEY, 600_000);

    assertThat(store.inspect(soon()).lease()).isEmpty();
    assertThat(store.revoke(lease, soon())).isTrue();

    assertThat(server.command("HGET", LEASE_KEY, "someone:1")).isEqualTo("1");
    server.command("DEL", LEASE_KEY);
    assertThat(store.publish("a", entry(a.epoch(), 1, 10), TTL, soon())).isFalse();
  }

  @Test
  void inspectionTellsWhatItCanOfDamage() throws Exception {
    server.command("SET", LEASE_KEY, "foreign");
    server.command("SET", ENTRY_KEY, "foreign");
    EntryStatus foreign = store.inspect(soon()).entry().orElseThrow();
    assertThat(foreign.stamp()).isEqualTo(new EntryStamp(0, 0, ""));
    assertThat(foreign.left()).isEmpty();
    assertThat(store.inspect(soon()).lease()).isEmpty();

    server.command("FLUSHALL");
    lead("a");
    server.command("HSET", EPOCH_KEY, "epoch", "nine");
    server.command("PERSIST", LEASE_KEY);
    server.command("HSET", ENTRY_KEY, "epoch", "nine", "published", "nan", "ttl", "inf");
    StoreStatus status = store.inspect(soon());
    assertThat(status.lease())
        .contains(new LeaseStatus("a", OptionalLong.empty(), Optional.empty()));
    assertThat(status.entry())
        .contains(
            new EntryStatus(
                new EntryStamp(0, 0, ""), 0, Optional.empty(), Optional.empty(), Optional.empty()));
  }

  @Test
  void keyPrefixAndServiceKeySeparate() throws Exception {
    Held a = lead("a");
    store.publish("a", entry(a.epoch(), 1, 10), TTL, soon());
    FlagCacheStore other = stores.open(server, RedisLayout.FLAGCACHE, "billing");
    FlagCacheStore prefixed =
        stores.open(RedisFlagCache.builder().url(server.url()).keyPrefix("app1"), "checkout");

    assertThat(other.stamp(soon())).isEmpty();
    assertThat(prefixed.stamp(soon())).isEmpty();
    assertThat(prefixed.acquireOrRenew(request("b"), soon())).isInstanceOf(Held.class);
    assertThat(server.command("EXISTS", "app1:{checkout}:lease")).isEqualTo(1L);
  }

  @Test
  void lostScriptsAreLoadedAgain() throws Exception {
    lead("a");
    server.command("SCRIPT", "FLUSH");

    assertThat(lead("a").epoch()).isEqualTo(1);
  }
}
