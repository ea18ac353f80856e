package io.flagcache.redis;

import io.flagcache.Deadline;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.FlagCacheSettings;
import io.flagcache.core.OutagePolicy;
import io.flagcache.core.Role;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.FlagCacheStore;
import io.flagcache.core.store.LeaseRequest;
import io.flagcache.testservers.RedisServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Stores on one server for the length of one test, and what tests ask of them. */
final class TestStores implements AutoCloseable {

  static final Duration LEASE = Duration.ofMinutes(10);
  static final Duration TTL = Duration.ofHours(1);

  /** A deadline for a call whose deadline is not what is tested: as long as may be. */
  static final Duration PATIENT = Duration.ofMillis(9900);

  private final List<FlagCacheStore> open = new ArrayList<>();

  FlagCacheStore open(RedisFlagCacheBuilder builder, String serviceKey) {
    return open(builder, settings(serviceKey));
  }

  FlagCacheStore open(RedisFlagCacheBuilder builder, FlagCacheSettings settings) {
    FlagCacheStore store = builder.openStore(settings);
    open.add(store);
    return store;
  }

  FlagCacheStore open(RedisServer server, RedisLayout layout, String serviceKey) {
    return open(RedisFlagCache.builder().url(server.url()).layout(layout), serviceKey);
  }

  static FlagCacheSettings settings(String serviceKey) {
    return settings(serviceKey, 32 * 1024 * 1024);
  }

  static FlagCacheSettings settings(String serviceKey, int maxDocumentBytes) {
    return new FlagCacheSettings(
        serviceKey,
        Duration.ofMinutes(1),
        LEASE,
        TTL,
        PATIENT,
        PATIENT,
        OutagePolicy.FETCH,
        Duration.ofMinutes(10),
        Role.WORKER,
        maxDocumentBytes);
  }

  /** Workers over stores that are not tested for their deadlines. */
  static RedisFlagCacheBuilder patient() {
    return RedisFlagCache.builder().decisionDeadline(PATIENT).transferDeadline(PATIENT);
  }

  static LeaseRequest request(String owner) {
    return request(owner, 0);
  }

  static LeaseRequest request(String owner, long floor) {
    return new LeaseRequest(owner, LEASE, TTL, floor);
  }

  static Deadline soon() {
    return Deadline.after(Duration.ofMinutes(1));
  }

  static Entry entry(long epoch, long sequence, int bytes) {
    String payload = "x".repeat(bytes);
    return new Entry(
        new EntryStamp(epoch, sequence, "hash-" + sequence),
        payload.getBytes(StandardCharsets.UTF_8));
  }

  static FlagDefinitionCacheData document(String name) {
    return FlagDefinitionCacheData.of(
        Map.of(
            "flags",
            List.of(Map.of("key", name, "id", 9_007_199_254_740_993L)),
            "group_type_mapping",
            Map.of("0", "company"),
            "cohorts",
            Map.of()));
  }

  @Override
  public void close() {
    open.forEach(FlagCacheStore::close);
  }
}
