package io.flagcache.testservers;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.config.ClientConnectionStrategyConfig.ReconnectMode;
import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.BuildInfoProvider;
import java.io.Closeable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Members in processes of their own that form one cluster. */
public final class HazelcastCluster implements Closeable {

  public static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Whether the edition and version of these tests has FencedLock. */
  public static final boolean HAS_FENCED_LOCK =
      BuildInfoProvider.getBuildInfo().getVersion().startsWith("5.4.");

  private final String name;
  private final int cpMembers;
  private final List<HazelcastMember> members = new ArrayList<>();
  private final List<HazelcastInstance> opened = new ArrayList<>();

  /** Starts them, and waits until all have found each other. */
  public HazelcastCluster(int size, int cpMembers) {
    this("test-" + UUID.randomUUID(), size, cpMembers, List.of());
  }

  /**
   * Starts them under a name, and waits until all have found each other.
   *
   * @param others where they look for further members of that name
   */
  public HazelcastCluster(String name, int size, int cpMembers, List<String> others) {
    this.name = name;
    this.cpMembers = cpMembers;
    List<Integer> ports =
        IntStream.range(0, size).mapToObj(i -> ServerProcesses.freePort()).toList();
    List<String> addresses =
        Stream.concat(ports.stream().map(port -> "127.0.0.1:" + port), others.stream()).toList();
    for (int port : ports) {
      members.add(
          new HazelcastMember(name, port, addresses, cpMembers, HazelcastMember.jarOfTheseTests()));
    }
    awaitSize(size);
  }

  /** Waits until each running member calls the cluster so large. */
  public void awaitSize(int size) {
    for (HazelcastMember member : members) {
      if (member.isRunning()) {
        Awaitility.await("a cluster of " + size)
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(200))
            .ignoreExceptions()
            .until(() -> lastSize(member) == size);
      }
    }
  }

  private static int lastSize(HazelcastMember member) {
    String log = member.log();
    int at = log.lastIndexOf("Members {size:");
    return Integer.parseInt(log.substring(at + 14, log.indexOf(',', at)));
  }

  public String name() {
    return name;
  }

  public List<HazelcastMember> members() {
    return List.copyOf(members);
  }

  /** Host and port of each member as clients see it, with commas between. */
  public String clientAddresses() {
    return String.join(",", members.stream().map(HazelcastMember::clientAddress).toList());
  }

  /** A client of all members. */
  public HazelcastInstance client() {
    return open(clientConfig(true));
  }

  /** A client that has one connection at a time. */
  public HazelcastInstance unisocketClient() {
    return open(clientConfig(false));
  }

  private HazelcastInstance open(ClientConfig config) {
    HazelcastInstance client = HazelcastClient.newHazelcastClient(config);
    opened.add(client);
    return client;
  }

  /** As an application may have it: what these tests need set is set, and no more. */
  public ClientConfig clientConfig(boolean smart) {
    ClientConfig config = new ClientConfig();
    config.setClusterName(name);
    config
        .getNetworkConfig()
        .setSmartRouting(smart)
        .setAddresses(members.stream().map(HazelcastMember::clientAddress).toList());
    config
        .getConnectionStrategyConfig()
        .setReconnectMode(ReconnectMode.ASYNC)
        .getConnectionRetryConfig()
        .setInitialBackoffMillis(50)
        .setMaxBackoffMillis(500);
    config.setProperty("hazelcast.client.heartbeat.interval", "1000");
    config.setProperty("hazelcast.client.heartbeat.timeout", "4000");
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.logging.type", "slf4j");
    return config;
  }

  /** A member in this JVM that joins the others. */
  public HazelcastInstance member() {
    Config config = memberConfig(name, members.stream().map(HazelcastMember::address).toList());
    config.getCPSubsystemConfig().setCPMemberCount(cpMembers);
    HazelcastInstance member = Hazelcast.newHazelcastInstance(config);
    opened.add(member);
    return member;
  }

  public static Config memberConfig(String cluster, List<String> members) {
    Config config = new Config();
    config.setClusterName(cluster);
    config.getNetworkConfig().setPort(ServerProcesses.freePort());
    config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
    config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
    config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
    config.getNetworkConfig().getJoin().getTcpIpConfig().setEnabled(true).setMembers(members);
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.logging.type", "slf4j");
    config.setProperty("hazelcast.socket.bind.any", "false");
    config.setProperty("hazelcast.partition.count", "31");
    config.setProperty("hazelcast.wait.seconds.before.join", "0");
    return config;
  }

  public void pause() {
    members.forEach(HazelcastMember::pause);
  }

  public void resume() {
    members.forEach(HazelcastMember::resume);
  }

  /** Makes a new cluster of the same members, empty. */
  public void restart() {
    members.forEach(HazelcastMember::kill);
    members.forEach(HazelcastMember::restart);
    awaitSize(members.size());
  }

  public void refuseClients() {
    members.forEach(member -> member.relay().refuse());
  }

  public void letClientsIn() {
    members.forEach(member -> member.relay().listen());
  }

  @Override
  public void close() {
    opened.forEach(instance -> instance.getLifecycleService().terminate());
    members.forEach(HazelcastMember::kill);
  }
}
