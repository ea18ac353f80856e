package io.flagcache.benchmarks.backend;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.flagcache.core.FlagCacheBuilder;
import io.flagcache.hazelcast.HazelcastFlagCache;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client of one member, with as few threads as a provider's own client has. */
final class HazelcastBackendClient implements ProviderClient {

  private static final Map<String, String> FEW_THREADS =
      Map.of(
          "hazelcast.client.io.input.thread.count", "1",
          "hazelcast.client.io.output.thread.count", "1",
          "hazelcast.client.response.thread.count", "1",
          "hazelcast.client.event.thread.count", "1",
          "hazelcast.logging.type", "slf4j",
          "hazelcast.phone.home.enabled", "false");

  private final HazelcastInstance hazelcast;
  private final IMap<String, String> small;

  HazelcastBackendClient(String address) {
    ClientConfig config = new ClientConfig();
    config.setClusterName(HazelcastServer.CLUSTER);
    // The address, and none that the member names: there may be a relay between.
    config.getNetworkConfig().setSmartRouting(false).addAddress(address);
    FEW_THREADS.forEach(config::setProperty);
    hazelcast = HazelcastClient.newHazelcastClient(config);
    small = hazelcast.getMap("small");
    small.set("small", "value");
  }

  @Override
  public Object smallRequest() {
    return Objects.requireNonNull(small.get("small"));
  }

  @Override
  public FlagCacheBuilder<?> flagCache() {
    return HazelcastFlagCache.builder().instance(hazelcast);
  }

  @Override
  public ValueAndLock valueAndLock(String serviceKey) {
    return new Example(serviceKey);
  }

  private final class Example implements ValueAndLock {

    private final String serviceKey;
    private final IMap<String, String> locks = hazelcast.getMap("example-locks");
    private final IMap<String, byte[]> values = hazelcast.getMap("example-values");

    Example(String serviceKey) {
      this.serviceKey = serviceKey;
    }

    @Override
    public boolean lead(String owner) {
      String present = locks.putIfAbsent(serviceKey, owner, LOCK_TTL.toSeconds(), TimeUnit.SECONDS);
      if (owner.equals(present)) {
        locks.setTtl(serviceKey, LOCK_TTL.toSeconds(), TimeUnit.SECONDS);
      }
      return present == null || owner.equals(present);
    }

    @Override
    public byte @Nullable [] read() {
      return values.get(serviceKey);
    }

    @Override
    public void write(byte[] json) {
      values.set(serviceKey, json, VALUE_TTL.toSeconds(), TimeUnit.SECONDS);
    }
  }

  @Override
  public void close() {
    hazelcast.shutdown();
  }
}
