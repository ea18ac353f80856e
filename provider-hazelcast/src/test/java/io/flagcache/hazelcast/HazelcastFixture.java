package io.flagcache.hazelcast;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.conformance.BackendCost;
import io.flagcache.conformance.Damage;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.WorkerSettings;
import io.flagcache.core.EntryStamp;
import io.flagcache.core.OutagePolicy;
import io.flagcache.core.Role;
import io.flagcache.testservers.FramedJson;
import java.util.Objects;

/** Workers over one member or client, and an instance beside it that looks into their map. */
class HazelcastFixture implements ProviderFixture {

  private static final String MAP = "flagcache";

  private final CountedInstance workers;
  private final IMap<String, Object> map;
  private final HazelcastLocking locking;

  HazelcastFixture(HazelcastInstance workers, HazelcastInstance admin, HazelcastLocking locking) {
    this.workers = new CountedInstance(workers);
    this.map = admin.getMap(MAP);
    this.locking = locking;
  }

  @Override
  public FlagDefinitionCacheProvider newWorker(WorkerSettings settings) {
    HazelcastFlagCacheBuilder builder =
        HazelcastFlagCache.builder()
            .instance(workers.instance())
            .locking(locking)
            .serviceKey(settings.serviceKey())
            .pollInterval(settings.pollInterval())
            .lease(settings.lease())
            .entryTtl(settings.entryTtl())
            .decisionDeadline(settings.decisionDeadline())
            .transferDeadline(settings.transferDeadline())
            .outagePolicy(OutagePolicy.valueOf(settings.outagePolicy().name()))
            .holdLimit(settings.holdLimit())
            .role(settings.reader() ? Role.READER : Role.WORKER);
    settings.maxDocumentBytes().ifPresent(builder::maxDocumentBytes);
    return builder.build();
  }

  @Override
  public void wipe() {
    map.clear();
  }

  private Head head(String serviceKey) {
    return Head.of(map.get(serviceKey + "/head"));
  }

  private String entryKey(String serviceKey) {
    return serviceKey + "/entry/" + head(serviceKey).entry().orElseThrow().generation();
  }

  @Override
  public void damageEntry(String serviceKey, Damage damage) {
    String key = entryKey(serviceKey);
    map.set(key, damage.of((byte[]) Objects.requireNonNull(map.get(key))));
  }

  @Override
  public void forgeEntry(String serviceKey, String json) {
    FramedJson framed = FramedJson.of(json);
    map.set(entryKey(serviceKey), framed.payload());
    Head head = head(serviceKey);
    Head.Stored entry = head.entry().orElseThrow();
    EntryStamp newer =
        new EntryStamp(entry.stamp().epoch(), entry.stamp().sequence() + 1, framed.hash());
    map.set(
        serviceKey + "/head",
        head.withEntry(new Head.Stored(newer, entry.generation(), entry.ttl(), entry.bytes()))
            .text());
  }

  @Override
  public BackendCost cost() {
    return workers.cost();
  }

  @Override
  public void close() {
    // Members and clients are shared.
  }
}
