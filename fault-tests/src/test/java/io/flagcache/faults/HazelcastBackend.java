package io.flagcache.faults;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.flagcache.testservers.HazelcastCluster;
import io.flagcache.testservers.HazelcastMember;
import io.flagcache.testservers.TcpRelay;
import java.util.List;

/** Three members, which are CP members, and workers that are clients. */
final class HazelcastBackend implements FaultyBackend {

  private static final String MAP = "flagcache";

  private final HazelcastCluster cluster = new HazelcastCluster(3, 3);

  @Override
  public String name() {
    return "Hazelcast";
  }

  @Override
  public String url() {
    return "hazelcast://" + cluster.name() + "@" + cluster.clientAddresses() + "?";
  }

  @Override
  public List<TcpRelay> relays() {
    return cluster.members().stream().map(HazelcastMember::relay).toList();
  }

  @Override
  public void kill() {
    cluster.members().forEach(HazelcastMember::kill);
  }

  @Override
  public void restart() {
    cluster.restart();
  }

  @Override
  public boolean keepsData() {
    return false;
  }

  @Override
  public void pause() {
    cluster.pause();
  }

  @Override
  public void resume() {
    cluster.resume();
  }

  @Override
  public void flush() {
    HazelcastInstance client = cluster.client();
    client.getMap(MAP).clear();
    client.shutdown();
  }

  @Override
  public void damageEntry(String serviceKey) {
    HazelcastInstance client = cluster.client();
    IMap<String, Object> map = client.getMap(MAP);
    for (String key : map.keySet()) {
      if (key.startsWith(serviceKey + "/payload/")) {
        map.set(key, new byte[] {1, 2, 3});
      }
    }
    client.shutdown();
  }
}
