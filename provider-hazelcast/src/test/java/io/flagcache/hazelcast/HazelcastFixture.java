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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Workers over one member or client, and an instance beside it that looks into their map. */
abstract class HazelcastFixture implements ProviderFixture {

  private final HazelcastLocking locking;
  private final Set<String> serviceKeys = ConcurrentHashMap.newKeySet();
  private @Nullable CountedInstance workers;

  HazelcastFixture(HazelcastLocking locking) {
    this.locking = locking;
  }

  /** Opens it. The first worker asks for it: until then another test may be counting threads. */
  abstract HazelcastInstance open();

  abstract HazelcastInstance admin();

  private synchronized CountedInstance workers() {
    CountedInstance opened = workers;
    if (opened == null) {
      opened = new CountedInstance(open());
      workers = opened;
    }
    return opened;
  }

  @Override
  public FlagDefinitionCacheProvider newWorker(WorkerSettings settings) {
    serviceKeys.add(settings.serviceKey());
    HazelcastFlagCacheBuilder builder =
        HazelcastFlagCache.builder()
            .instance(workers().instance())
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

  private IMap<String, Object> map() {
    return admin().getMap(TestClusters.MAP);
  }

  @Override
  public void wipe() {
    serviceKeys.forEach(serviceKey -> TestClusters.wipe(admin(), serviceKey));
  }

  private Head head(String serviceKey) {
    return Head.of(map().get(serviceKey + "/head"));
  }

  private String entryKey(String serviceKey) {
    return serviceKey + "/entry/" + head(serviceKey).entry().orElseThrow().generation();
  }

  @Override
  public void damageEntry(String serviceKey, Damage damage) {
    String key = entryKey(serviceKey);
    map().set(key, damage.of((byte[]) Objects.requireNonNull(map().get(key))));
  }

  @Override
  public void forgeEntry(String serviceKey, String json) {
    FramedJson framed = FramedJson.of(json);
    map().set(entryKey(serviceKey), framed.payload());
    Head head = head(serviceKey);
    Head.Stored entry = head.entry().orElseThrow();
    EntryStamp newer =
        new EntryStamp(entry.stamp().epoch(), entry.stamp().sequence() + 1, framed.hash());
    map()
        .set(
            serviceKey + "/head",
            head.withEntry(new Head.Stored(newer, entry.generation(), entry.ttl(), entry.bytes()))
                .text());
  }

  @Override
  public BackendCost cost() {
    return workers().cost();
  }
}
