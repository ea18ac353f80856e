package io.flagcache.hazelcast;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.conformance.BackendCost;
import io.flagcache.conformance.Damage;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.StoredFields;
import io.flagcache.conformance.WorkerSettings;
import io.flagcache.core.OutagePolicy;
import io.flagcache.core.Role;
import io.flagcache.core.record.LeaseRecord;
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

  private String record(String serviceKey) {
    return String.valueOf(map().get(serviceKey + "/lease"));
  }

  private String payloadKey(String serviceKey) {
    LeaseRecord record = LeaseRecord.parse(record(serviceKey));
    return serviceKey + "/payload/" + record.entry().orElseThrow().generation();
  }

  @Override
  public void damageEntry(String serviceKey, Damage damage) {
    String key = payloadKey(serviceKey);
    map().set(key, damage.of((byte[]) Objects.requireNonNull(map().get(key))));
  }

  @Override
  public StoredFields storedFields() {
    return new HazelcastStoredFields(admin());
  }

  @Override
  public void forgeEntry(String serviceKey, String json) {
    FramedJson framed = FramedJson.of(json);
    map().set(payloadKey(serviceKey), framed.payload());
    String record = record(serviceKey);
    long sequence = LeaseRecord.parse(record).entry().orElseThrow().stamp().sequence() + 1;
    map()
        .set(
            serviceKey + "/lease",
            record
                .replaceAll("(?m)^entrySequence=.*$", "entrySequence=" + sequence)
                .replaceAll("(?m)^entryHash=.*$", "entryHash=" + framed.hash()));
  }

  @Override
  public BackendCost cost() {
    return workers().cost();
  }
}
