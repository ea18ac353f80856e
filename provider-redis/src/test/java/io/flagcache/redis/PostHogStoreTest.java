package io.flagcache.redis;

import static io.flagcache.redis.TestStores.LEASE;
import static io.flagcache.redis.TestStores.TTL;
import static io.flagcache.redis.TestStores.request;
import static io.flagcache.redis.TestStores.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.FlagCacheStore;
import io.flagcache.core.store.LeaseAnswer.Held;
import io.flagcache.core.store.LeaseAnswer.HeldByOther;
import io.flagcache.core.store.ReadAnswer;
import io.flagcache.core.store.ReadAnswer.Absent;
import io.flagcache.core.store.ReadAnswer.Found;
import io.flagcache.core.store.ReadAnswer.Unchanged;
import io.flagcache.core.store.StoreStatus;
import io.flagcache.core.store.StoreStatus.EntryStatus;
import io.flagcache.core.store.StoreStatus.LeaseStatus;
import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.RedisServer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(TakesTurns.class)
@Execution(ExecutionMode.CONCURRENT)
class PostHogStoreTest {

  private static final String LOCK = "posthog:flags:checkout:lock";
  private static final String ENTRY = "posthog:flags:checkout";
  private static final long LONGEST_LIFE = TTL.toMillis() * 9 / 8;

  private final TestStores stores = new TestStores();
  private RedisServer server;
  private FlagCacheStore store;
  private FlagCacheStore other;

  @BeforeEach
  void open() {
    server = RedisTestServers.borrow();
    store = stores.open(server, RedisLayout.POSTHOG, "checkout");
    other = stores.open(server, RedisLayout.POSTHOG, "checkout");
  }

  @AfterEach
  void close() {
    stores.close();
    RedisTestServers.giveBack(server);
  }

  private static Entry entry(long epoch, long sequence, String json) throws Exception {
    byte[] payload = json.getBytes(StandardCharsets.UTF_8);
    String sha1 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(payload));
    return new Entry(new EntryStamp(epoch, sequence, sha1), payload);
  }

  private Held lead(FlagCacheStore by, String owner) throws Exception {
    return (Held) by.acquireOrRenew(request(owner), soon());
  }

  private long ttl(String key) {
    return (Long) Objects.requireNonNull(server.command("PTTL", key));
  }

  @Test
  void lockIsTheOwnersNameAndIsExtendedByItAlone() throws Exception {
    Held first = lead(store, "a");
    assertThat(server.command("GET", LOCK)).isEqualTo("a");
    server.command("PEXPIRE", LOCK, LEASE.toMillis() / 2);

    assertThat(other.acquireOrRenew(request("b"), soon())).isInstanceOf(HeldByOther.class);
    assertThat(ttl(LOCK)).isBetween(1L, LEASE.toMillis() / 2);
    assertThat(lead(store, "a")).isEqualTo(first);
    assertThat(ttl(LOCK)).isGreaterThan(LEASE.toMillis() / 2);
  }

  @Test
  void releaseFreesTheOwnLockOfThisTermAlone() throws Exception {
    Held first = lead(store, "a");
    store.release("a", first.epoch() - 1, soon());
    assertThat(server.command("GET", LOCK)).isEqualTo("a");
    server.command("SET", LOCK, "another-program");
    store.release("a", first.epoch(), soon());
    assertThat(server.command("GET", LOCK)).isEqualTo("another-program");

    server.command("DEL", LOCK);
    Held second = lead(store, "a");
    assertThat(second.epoch()).isGreaterThanOrEqualTo(first.epoch());
    store.release("a", second.epoch(), soon());
    assertThat(server.command("EXISTS", LOCK)).isEqualTo(0L);
  }

  @Test
  void whatIsPublishedIsPlainJsonForADayAndKeepsItsStamp() throws Exception {
    Held a = lead(store, "a");
    Entry entry = entry(a.epoch(), 1, "{\"flags\":[]}");

    assertThat(store.publish("a", entry, TTL, soon())).isTrue();

    assertThat(server.command("GET", ENTRY)).isEqualTo("{\"flags\":[]}");
    assertThat(ttl(ENTRY)).isBetween(1L, TTL.toMillis());
    assertThat(store.stamp(soon())).contains(entry.stamp());
    assertThat(lead(store, "a").entry()).contains(entry.stamp());
    assertThat(store.read(Optional.of(entry.stamp()), soon())).isInstanceOf(Unchanged.class);
  }

  @Test
  void supersededOwnerIsRefused() throws Exception {
    Held a = lead(store, "a");
    server.command("SET", LOCK, "another-program");

    assertThat(store.publish("a", entry(a.epoch(), 1, "{}"), TTL, soon())).isFalse();
    assertThat(store.publish("b", entry(a.epoch(), 1, "{}"), TTL, soon())).isFalse();
    server.command("DEL", LOCK);
    assertThat(store.publish("a", entry(a.epoch(), 1, "{}"), TTL, soon())).isFalse();
    assertThat(server.command("EXISTS", ENTRY)).isEqualTo(0L);
  }

  @Test
  void readerKnowsACopyAgainAfterItWasExtendedOrWrittenAnew() throws Exception {
    server.command("SET", ENTRY, "{\"flags\":[1]}", "EX", 3600);
    Found found = (Found) store.read(Optional.empty(), soon());
    EntryStamp stamp = found.entry().stamp();
    assertThat(found.entry().payload())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("{\"flags\":[1]}");
    assertThat(found.sincePublish()).isEmpty();

    server.command("EXPIRE", ENTRY, 7200);
    assertThat(store.read(Optional.of(stamp), soon())).isInstanceOf(Unchanged.class);
    server.command("SET", ENTRY, "{\"flags\":[1]}", "EX", 3000);
    assertThat(store.stamp(soon())).contains(stamp);
    assertThat(store.acquireOrRenew(request("a"), soon()).entry()).contains(stamp);
    server.command("SET", ENTRY, "{\"flags\":[2]}", "EX", 3001);
    ReadAnswer changed = store.read(Optional.of(stamp), soon());
    assertThat(((Found) changed).entry().stamp()).isNotEqualTo(stamp);
  }

  @Test
  void copyOfAnotherLengthThatExpiresAtTheSameMomentIsAnother() throws Exception {
    long moment = System.currentTimeMillis() + 3_600_000;
    server.command("SET", ENTRY, "{\"flags\":[1]}", "PXAT", moment);
    EntryStamp stamp = store.stamp(soon()).orElseThrow();
    server.command("SET", ENTRY, "{\"flags\":[1,2]}", "PXAT", moment);

    assertThat(store.read(Optional.of(stamp), soon())).isInstanceOf(Found.class);
    server.command("SET", ENTRY, "{\"flags\":[]}", "PXAT", moment);
    assertThat(store.stamp(soon())).isPresent().isNotEqualTo(Optional.of(stamp));
  }

  @Test
  void nextCopyOfTheSameLengthIsAnother() throws Exception {
    Held held = lead(store, "a");
    Optional<EntryStamp> known = Optional.empty();
    for (int i = 10; i < 30; i++) {
      Entry next = entry(held.epoch(), i, "{\"flags\":[" + i + "]}");
      store.publish("a", next, TTL, soon());

      Entry read = ((Found) other.read(known, soon())).entry();

      assertThat(read.payload()).isEqualTo(next.payload());
      known = Optional.of(read.stamp());
    }
  }

  /** So many copies, written within one script, that the clock does not move between most. */
  @ParameterizedTest
  @EnumSource(ServerVersion.class)
  void noCopyHasTheExpiryOfTheOneBeforeItThoughTheClockDidNotMove(ServerVersion version) {
    String script =
        version.asFunction("write", "posthog/write")
            + version.asFunction("observe", "posthog/observe")
            + """
            redis.call('del', KEYS[1])
            local told, stored, missed, known = {}, {}, 0, {-1, -1}
            for i = 1, 500 do
              local copy = string.format('{"flags":[%d]}', 1000 + i)
              told[i] = write({KEYS[1]}, {copy, ARGV[1], '1'})[1]
              stored[i] = redis.call('pexpiretime', KEYS[1])
              local seen = observe({KEYS[1]}, {known[1], known[2], '0', '1000000'})
              if seen[3] ~= redis.sha1hex(copy) then missed = missed + 1 end
              known = seen
            end
            return {told, stored, missed}
            """;
    for (int round = 0; round < 20; round++) {
      List<?> answer = (List<?>) eval(script, TTL.toMillis());

      List<Long> stored = longs(answer.get(1));
      assertThat(longs(answer.get(0))).isEqualTo(stored);
      assertThat(stored).hasSize(500).isSorted().doesNotHaveDuplicates();
      assertThat(answer.get(2)).isEqualTo(0L);
    }
  }

  @ParameterizedTest
  @EnumSource(ServerVersion.class)
  void copyThatDidNotChangeIsKnownHoweverOftenOneLooks(ServerVersion version) {
    server.command("SET", ENTRY, "{\"flags\":[]}", "PX", TTL.toMillis());
    Object expiry = Objects.requireNonNull(server.command("PEXPIRETIME", ENTRY));
    String script =
        version.asFunction("observe", "posthog/observe")
            + version.asFunction("read", "posthog/read")
            + """
            local unknown = 0
            for i = 1, 5000 do
              if #observe({KEYS[1]}, {ARGV[1], '12', '0', '1000000'}) ~= 2 then unknown = unknown + 1 end
              if #read({KEYS[1]}, {ARGV[1], '12', '', '1000000', '64'}) ~= 2 then unknown = unknown + 1 end
            end
            return unknown
            """;

    assertThat(eval(script, expiry)).isEqualTo(0L);
  }

  private Object eval(String script, Object argument) {
    return Objects.requireNonNull(server.command("EVAL", script, 1, ENTRY, argument));
  }

  private static List<Long> longs(Object list) {
    return ((List<?>) list).stream().map(Long.class::cast).toList();
  }

  /** What scripts find; the clock goes on within a script in both. */
  private enum ServerVersion {
    SINCE_7_0(""),
    BEFORE_7_0("local redis = {call = redis.call, sha1hex = redis.sha1hex}\n");

    private final String found;

    ServerVersion(String found) {
      this.found = found;
    }

    String asFunction(String name, String file) {
      return "local function "
          + name
          + "(KEYS, ARGV)\n"
          + found
          + RedisScript.load(file, "now", "lasting", "expiry", "digest").text()
          + "end\n";
    }
  }

  /** No expiry at all is 0. */
  @ParameterizedTest
  @ValueSource(longs = {1_100_000, 900_000, 1000, 1_000_000_000_000L, 0})
  void laterCopyHasALaterStamp(long millis) throws Exception {
    server.command("SET", ENTRY, "{\"flags\":[1]}", "PX", 1_000_000);
    EntryStamp earlier = store.stamp(soon()).orElseThrow();
    if (millis == 0) {
      server.command("SET", ENTRY, "{\"flags\":[2]}");
    } else {
      server.command("SET", ENTRY, "{\"flags\":[2]}", "PX", millis);
    }

    EntryStamp later = store.stamp(soon()).orElseThrow();

    assertThat(later.epoch()).isGreaterThan(earlier.epoch());
    assertThat(lead(store, "a").epoch()).isGreaterThan(later.epoch());
  }

  @Test
  void copyAfterOnesOwnAndAfterAnAbsenceHasALaterStamp() throws Exception {
    Held a = lead(store, "a");
    store.publish("a", entry(a.epoch(), 1, "{\"flags\":[1]}"), TTL, soon());
    server.command("DEL", ENTRY);
    assertThat(store.stamp(soon())).isEmpty();
    server.command("SET", ENTRY, "{\"flags\":[2]}", "EX", 300);

    EntryStamp later = store.stamp(soon()).orElseThrow();

    assertThat(later.epoch()).isGreaterThan(a.epoch());
    server.command("DEL", LOCK);
    assertThat(lead(store, "a").epoch()).isGreaterThan(later.epoch());
  }

  @Test
  void copyThatAFailOverBroughtBackIsTheEarlierOne() throws Exception {
    Held a = lead(store, "a");
    Entry own = entry(a.epoch(), 1, "{\"flags\":[1]}");
    store.publish("a", own, TTL, soon());
    Object expiry = Objects.requireNonNull(server.command("PEXPIRETIME", ENTRY));
    EntryStamp seen = other.stamp(soon()).orElseThrow();
    server.command("SET", ENTRY, "{\"flags\":[2]}", "EX", 300);
    store.stamp(soon());
    other.stamp(soon());

    server.command("SET", ENTRY, "{\"flags\":[1]}", "PXAT", expiry);

    assertThat(store.stamp(soon())).contains(own.stamp());
    assertThat(other.stamp(soon())).contains(seen);
    server.command("SET", ENTRY, "{\"flags\":[2]}", "EX", 301);
    EntryStamp later = other.stamp(soon()).orElseThrow();
    server.command("SET", ENTRY, "{\"flags\":[1]}", "EX", 300);
    assertThat(other.stamp(soon()).orElseThrow().epoch()).isGreaterThan(later.epoch());
  }

  @Test
  void leaderExtendsACopyBeforeItEndsAndAFollowerDoesNot() throws Exception {
    server.command("SET", ENTRY, "{}", "PX", TTL.toMillis() / 2);
    server.command("SET", LOCK, "another-program", "PX", LEASE.toMillis());
    store.acquireOrRenew(request("a"), soon());
    store.stamp(soon());
    assertThat(ttl(ENTRY)).isBetween(1L, TTL.toMillis() / 2);

    server.command("DEL", LOCK);
    lead(store, "a");
    assertThat(ttl(ENTRY)).isBetween(TTL.toMillis(), LONGEST_LIFE);
    long enough = TTL.plusMinutes(5).toMillis();
    server.command("PEXPIRE", ENTRY, enough);
    lead(store, "a");
    assertThat(ttl(ENTRY)).isBetween(1L, enough);
  }

  /** P10: an entry is not gone earlier than its time-to-live after a leader's poll. */
  @Test
  void copyLivesForItsTimeToLiveAfterEachPollOfALeader() throws Exception {
    for (long left : List.of(1000L, TTL.toMillis() * 3 / 4, TTL.toMillis() - 1)) {
      server.command("SET", ENTRY, "{}", "PX", left);
      long ends = now() + TTL.toMillis();

      lead(store, "a");

      assertThat(expiry()).isBetween(ends, now() + LONGEST_LIFE);
    }
  }

  @Test
  void copyOutlivesTheExtendedOneThatItReplacesButNoneOfAnotherProgram() throws Exception {
    Held a = lead(store, "a");
    server.command("SET", ENTRY, "{}", "PX", 1000);
    lead(store, "a");
    long extended = expiry();

    store.publish("a", entry(a.epoch(), 1, "[]"), TTL, soon());
    assertThat(expiry()).isGreaterThan(extended);

    server.command("SET", ENTRY, "{}", "PX", TTL.toMillis() * 2);
    store.publish("a", entry(a.epoch(), 2, "[]"), TTL, soon());
    assertThat(ttl(ENTRY)).isBetween(1L, TTL.toMillis());
  }

  private long now() {
    List<?> time = (List<?>) Objects.requireNonNull(server.command("TIME"));
    return Long.parseLong(String.valueOf(time.get(0))) * 1000
        + Long.parseLong(String.valueOf(time.get(1))) / 1000;
  }

  private long expiry() {
    return (Long) Objects.requireNonNull(server.command("PEXPIRETIME", ENTRY));
  }

  @Test
  void inspectionTellsWhatTheLayoutHasAndChangesNothing() throws Exception {
    server.command("SET", LOCK, "another-program", "PX", LEASE.toMillis());
    // So little that a leader would extend it.
    server.command("SET", ENTRY, "{\"flags\":[]}", "PX", TTL.toMillis() / 2);
    String before =
        String.valueOf(server.command("PEXPIRETIME", LOCK)) + server.command("PEXPIRETIME", ENTRY);

    StoreStatus status = store.inspect(soon());

    assertThat(
            String.valueOf(server.command("PEXPIRETIME", LOCK))
                + server.command("PEXPIRETIME", ENTRY))
        .isEqualTo(before);
    LeaseStatus lease = status.lease().orElseThrow();
    assertThat(lease.owner()).isEqualTo("another-program");
    assertThat(lease.epoch()).isEmpty();
    assertThat(lease.left().orElseThrow()).isLessThanOrEqualTo(LEASE);
    EntryStatus entry = status.entry().orElseThrow();
    assertThat(Optional.of(entry.stamp())).isEqualTo(store.stamp(soon()));
    assertThat(entry.storedBytes()).isEqualTo(12);
    assertThat(entry.sincePublish()).isEmpty();
    assertThat(entry.sinceTouch()).isEmpty();
    assertThat(entry.left().orElseThrow()).isBetween(TTL.dividedBy(3), TTL.dividedBy(2));
  }

  @Test
  void revocationFreesTheLockOfThatOwnerAlone() throws Exception {
    Held a = lead(store, "a");
    LeaseStatus lease = other.inspect(soon()).lease().orElseThrow();

    assertThat(other.revoke(lease, soon())).isTrue();

    assertThat(server.command("EXISTS", LOCK)).isEqualTo(0L);
    assertThat(store.publish("a", entry(a.epoch(), 1, "{}"), TTL, soon())).isFalse();
    server.command("SET", LOCK, "another-program");
    assertThat(other.revoke(lease, soon())).isFalse();
    assertThat(server.command("GET", LOCK)).isEqualTo("another-program");
  }

  @Test
  void inspectionOfKeysOfAForeignTypeTellsWhatItCan() throws Exception {
    server.command("HSET", LOCK, "foreign", "1");
    server.command("HSET", ENTRY, "foreign", "1");

    StoreStatus status = store.inspect(soon());

    assertThat(status.lease()).isEmpty();
    assertThat(status.entry().orElseThrow().storedBytes()).isZero();
    assertThat(status.entry().orElseThrow().left()).isEmpty();
  }

  @Test
  void publishIfAbsentSaysTheSameWhenAskedTwice() throws Exception {
    assertThat(store.publishIfAbsent(entry(0, 0, "{}"), TTL, soon())).isTrue();
    assertThat(store.publishIfAbsent(entry(0, 0, "{}"), TTL, soon())).isTrue();
    assertThat(server.command("GET", ENTRY)).isEqualTo("{}");
  }

  @Test
  void keysOfAForeignTypeAndWithoutAnEndAreRepaired() throws Exception {
    server.command("HSET", LOCK, "foreign", "1");
    server.command("HSET", ENTRY, "foreign", "1");
    EntryStamp foreign = store.stamp(soon()).orElseThrow();
    assertThat(store.read(Optional.empty(), soon())).isInstanceOf(Found.class);
    assertThat(store.publishIfAbsent(entry(0, 0, "{}"), TTL, soon())).isFalse();
    assertThat(lead(store, "a").entry()).contains(foreign);
    store.discard(new EntryStamp(0, 0, "other"), soon());
    assertThat(server.command("EXISTS", ENTRY)).isEqualTo(1L);
    store.discard(foreign, soon());
    assertThat(store.read(Optional.empty(), soon())).isInstanceOf(Absent.class);

    server.command("SET", LOCK, "another-program");
    assertThat(store.acquireOrRenew(request("a"), soon())).isInstanceOf(HeldByOther.class);
    assertThat(ttl(LOCK)).isBetween(1L, LEASE.toMillis());
    server.command("SET", ENTRY, "{}");
    assertThat(store.stamp(soon()).orElseThrow().epoch()).isGreaterThan(foreign.epoch());
    server.command("DEL", LOCK);
    lead(store, "a");
    assertThat(ttl(ENTRY)).isGreaterThan(Duration.ofMinutes(1).toMillis());
  }
}
