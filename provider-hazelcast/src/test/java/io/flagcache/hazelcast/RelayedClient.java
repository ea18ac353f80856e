package io.flagcache.hazelcast;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.config.ClientNetworkConfig;
import com.hazelcast.cluster.Address;
import com.hazelcast.config.DiscoveryStrategyConfig;
import com.hazelcast.config.properties.PropertyDefinition;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.logging.ILogger;
import com.hazelcast.spi.discovery.AbstractDiscoveryStrategy;
import com.hazelcast.spi.discovery.DiscoveryNode;
import com.hazelcast.spi.discovery.DiscoveryStrategy;
import com.hazelcast.spi.discovery.DiscoveryStrategyFactory;
import com.hazelcast.spi.discovery.SimpleDiscoveryNode;
import io.flagcache.testservers.TcpRelay;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * A client whose one connection goes through a relay of its own, whichever member it looks for: so
 * that it can be cut off while other clients of the cluster go on. It ends with this JVM.
 */
final class RelayedClient {

  private final TcpRelay relay;
  private final HazelcastInstance instance;

  /**
   * Connects it.
   *
   * @param number says which member it is connected to
   */
  RelayedClient(MembersProcess members, int number) {
    List<Integer> ports = members.ports();
    relay = new TcpRelay("127.0.0.1", ports.get(number % ports.size()));
    List<DiscoveryNode> nodes = ports.stream().map(port -> node(port, relay.port())).toList();
    ClientConfig config = TestClusters.clientConfig(members.name());
    config.setProperty("hazelcast.discovery.enabled", "true");
    config.setProperty("hazelcast.discovery.public.ip.enabled", "true");
    ClientNetworkConfig network = config.getNetworkConfig();
    network.setSmartRouting(false);
    network.getAutoDetectionConfig().setEnabled(false);
    network
        .getDiscoveryConfig()
        .addDiscoveryStrategyConfig(new DiscoveryStrategyConfig(new Detour(nodes)));
    instance = HazelcastClient.newHazelcastClient(config);
  }

  private static DiscoveryNode node(int port, int reachedAt) {
    return new SimpleDiscoveryNode(address(port), address(reachedAt));
  }

  private static Address address(int port) {
    try {
      return new Address("127.0.0.1", port);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  HazelcastInstance instance() {
    return instance;
  }

  TcpRelay relay() {
    return relay;
  }

  /** Ends all faults, and waits until it works. */
  void heal() {
    relay.listen();
    TestClusters.awaitWorks(instance);
  }

  /** Says of each member that it is reached through the relay. */
  private record Detour(List<DiscoveryNode> nodes) implements DiscoveryStrategyFactory {

    @Override
    public Class<? extends DiscoveryStrategy> getDiscoveryStrategyType() {
      return Strategy.class;
    }

    @Override
    @SuppressWarnings("rawtypes") // As it is declared.
    public DiscoveryStrategy newDiscoveryStrategy(
        DiscoveryNode client, ILogger logger, Map<String, Comparable> properties) {
      return new Strategy(logger, properties, nodes);
    }

    @Override
    public Collection<PropertyDefinition> getConfigurationProperties() {
      return List.of();
    }
  }

  private static final class Strategy extends AbstractDiscoveryStrategy {

    private final List<DiscoveryNode> nodes;

    @SuppressWarnings("rawtypes") // As it is declared.
    Strategy(ILogger logger, Map<String, Comparable> properties, List<DiscoveryNode> nodes) {
      super(logger, properties);
      this.nodes = nodes;
    }

    @Override
    public Iterable<DiscoveryNode> discoverNodes() {
      return nodes;
    }
  }
}
