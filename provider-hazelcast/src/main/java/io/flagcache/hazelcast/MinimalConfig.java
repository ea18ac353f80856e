package io.flagcache.hazelcast;

import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.config.ClientConnectionStrategyConfig.ReconnectMode;
import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.NetworkConfig;
import io.flagcache.core.FlagCacheSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Members and clients of the provider's own: few threads, calls that end soon after the deadlines,
 * connections that are made again for ever, and no call home.
 */
final class MinimalConfig {

  /** Hazelcast's own would run beside the application's, in which the lease is handed over. */
  static final String SHUTDOWN_HOOK = "hazelcast.shutdownhook.enabled";

  /** Of how many ports a member takes the first that is free. */
  private static final int PORTS = 100;

  /**
   * At how many of them members are looked for that are named without a port. One that lives is
   * enough to join all, while each that does not adds seconds to the search for the other half of a
   * split cluster.
   */
  private static final int PORTS_TRIED = 5;

  private static final Map<String, String> BOTH =
      Map.of("hazelcast.logging.type", "slf4j", "hazelcast.phone.home.enabled", "false");

  private static final Map<String, String> CLIENT =
      Map.of(
          "hazelcast.client.io.input.thread.count", "1",
          "hazelcast.client.io.output.thread.count", "1",
          "hazelcast.client.response.thread.count", "1",
          "hazelcast.client.event.thread.count", "1",
          "hazelcast.client.invocation.retry.pause.millis", "100",
          "hazelcast.client.heartbeat.interval", "2000",
          "hazelcast.client.heartbeat.timeout", "10000");

  private static final Map<String, String> MEMBER =
      Map.ofEntries(
          Map.entry("hazelcast.io.thread.count", "1"),
          Map.entry("hazelcast.event.thread.count", "1"),
          Map.entry("hazelcast.operation.thread.count", "2"),
          Map.entry("hazelcast.operation.generic.thread.count", "2"),
          Map.entry("hazelcast.operation.response.thread.count", "1"),
          Map.entry("hazelcast.clientengine.thread.count", "1"),
          Map.entry("hazelcast.clientengine.query.thread.count", "1"),
          Map.entry("hazelcast.clientengine.blocking.thread.count", "1"),
          Map.entry("hazelcast.socket.bind.any", "false"),
          Map.entry("hazelcast.tcp.join.port.try.count", Integer.toString(PORTS_TRIED)),
          // Workers that start together find each other; the default waits for 5 s more.
          Map.entry("hazelcast.wait.seconds.before.join", "1"),
          Map.entry("hazelcast.invocation.retry.pause.millis", "100"),
          // A worker that is stopped holds up whoever needs its partitions for so long.
          Map.entry("hazelcast.heartbeat.interval.seconds", "2"),
          Map.entry("hazelcast.max.no.heartbeat.seconds", "20"),
          Map.entry("hazelcast.merge.first.run.delay.seconds", "10"),
          Map.entry("hazelcast.merge.next.run.delay.seconds", "10"),
          Map.entry(SHUTDOWN_HOOK, "false"),
          Map.entry("hazelcast.graceful.shutdown.max.wait", "10"));

  private MinimalConfig() {}

  static ClientConfig client(HazelcastUrl url, FlagCacheSettings settings) {
    ClientConfig config = new ClientConfig();
    config.setClusterName(url.cluster());
    config.setClassLoader(ClassesOfHazelcast.LOADER);
    StoredObjects.filter(config.getSerializationConfig(), StoredObjects.nothing());
    // A backup's own answer is lost, and waited for 5 s, while its member is not connected yet.
    config.setBackupAckToClientEnabled(false);
    config.getNetworkConfig().setAddresses(url.addresses()).setConnectionTimeout(2000);
    config
        .getConnectionStrategyConfig()
        .setAsyncStart(true)
        .setReconnectMode(ReconnectMode.ASYNC)
        .getConnectionRetryConfig()
        .setInitialBackoffMillis(100)
        .setMaxBackoffMillis(2000)
        .setMultiplier(1.5)
        .setJitter(0.2)
        .setClusterConnectTimeoutMillis(-1);
    BOTH.forEach(config::setProperty);
    CLIENT.forEach(config::setProperty);
    config.setProperty(
        "hazelcast.client.invocation.timeout.seconds", Long.toString(secondsOfCalls(settings)));
    return config;
  }

  static Config member(
      String cluster,
      String bind,
      int port,
      List<String> members,
      String map,
      FlagCacheSettings settings) {
    Config config = new Config();
    config.setClusterName(cluster);
    config.setClassLoader(ClassesOfHazelcast.LOADER);
    StoredObjects.filter(config.getSerializationConfig(), StoredObjects.failures());
    NetworkConfig network = config.getNetworkConfig();
    network.setPort(port).setPortAutoIncrement(true).setPortCount(PORTS);
    network.getInterfaces().setEnabled(true).addInterface(bind);
    JoinConfig join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true).setMembers(members);
    config.addMapConfig(new MapConfig(map).setBackupCount(2));
    BOTH.forEach(config::setProperty);
    MEMBER.forEach(config::setProperty);
    config.setProperty(
        "hazelcast.operation.call.timeout.millis",
        Long.toString(Duration.ofSeconds(secondsOfCalls(settings)).toMillis()));
    return config;
  }

  private static long secondsOfCalls(FlagCacheSettings settings) {
    return settings.transferDeadline().toSeconds() + 1;
  }
}
