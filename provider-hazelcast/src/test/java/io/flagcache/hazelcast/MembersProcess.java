package io.flagcache.hazelcast;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.hazelcast.config.Config;
import com.hazelcast.config.MapConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.flagcache.testservers.HazelcastCluster;
import io.flagcache.testservers.HazelcastMember;
import io.flagcache.testservers.ServerProcesses;
import io.flagcache.testservers.ShortJvm;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Three members in one process, which form a cluster and are stopped and killed together: a third
 * of what they cost in processes of their own. They are CP members where the version has these,
 * keep nothing when they are killed, and end with this JVM.
 */
final class MembersProcess {

  private static final int SIZE = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String READY = "ready";

  private final Path directory = ServerProcesses.newDirectory("flagcache-members");
  private final String name = "members-" + UUID.randomUUID();
  private final List<Integer> ports =
      IntStream.range(0, SIZE).mapToObj(i -> ServerProcesses.freePort()).toList();
  private @Nullable Process process;

  MembersProcess() {
    ServerProcesses.atExit(this::kill, directory);
    start();
  }

  private void start() {
    List<String> command = ShortJvm.command("-Xmx400m");
    command.add("-cp");
    command.add(classes() + File.pathSeparator + HazelcastMember.jarOfTheseTests());
    command.add(MembersProcess.class.getName());
    command.add(name);
    command.add(Integer.toString(HazelcastCluster.HAS_FENCED_LOCK ? SIZE : 0));
    ports.forEach(port -> command.add(port.toString()));
    try {
      Process started =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectError(directory.resolve("log").toFile())
              .start();
      process = started;
      BufferedReader said = started.inputReader(UTF_8);
      if (!READY.equals(said.readLine())) {
        throw new IllegalStateException(
            "The members do not start: " + Files.readString(directory.resolve("log")));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path classes() {
    try {
      return Path.of(
          MembersProcess.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  String name() {
    return name;
  }

  /** Host and port of each. */
  List<String> addresses() {
    return ports.stream().map(MembersProcess::address).toList();
  }

  private static String address(int port) {
    return "127.0.0.1:" + port;
  }

  List<Integer> ports() {
    return ports;
  }

  private Process process() {
    Process started = process;
    if (started == null) {
      throw new IllegalStateException("It was not started");
    }
    return started;
  }

  void pause() {
    ServerProcesses.pause(process().toHandle());
  }

  void resume() {
    ServerProcesses.resume(process().toHandle());
  }

  void kill() {
    if (process != null) {
      process.destroyForcibly().onExit().join();
    }
  }

  /** Makes a new cluster of the same members, empty. */
  void restart() {
    kill();
    start();
  }

  /** The process itself, which knows Hazelcast and this class alone. */
  public static void main(String[] arguments) {
    String name = arguments[0];
    int cpMembers = Integer.parseInt(arguments[1]);
    List<String> addresses = new ArrayList<>();
    List<HazelcastInstance> members = new ArrayList<>();
    for (int i = 2; i < arguments.length; i++) {
      int port = Integer.parseInt(arguments[i]);
      members.add(Hazelcast.newHazelcastInstance(config(name, port, addresses, cpMembers)));
      addresses.add(address(port));
    }
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (members.stream()
        .anyMatch(member -> member.getCluster().getMembers().size() < members.size())) {
      if (System.nanoTime() - end > 0) {
        System.exit(1);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
    System.out.println(READY);
  }

  private static Config config(String name, int port, List<String> others, int cpMembers) {
    Config config = new Config();
    config.setClusterName(name);
    config.getNetworkConfig().setPort(port).setPortAutoIncrement(false);
    config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
    config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
    config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
    config
        .getNetworkConfig()
        .getJoin()
        .getTcpIpConfig()
        .setEnabled(true)
        .setMembers(List.copyOf(others));
    config.addMapConfig(new MapConfig("flagcache").setBackupCount(2));
    config
        .getCPSubsystemConfig()
        .setCPMemberCount(cpMembers)
        .setSessionTimeToLiveSeconds(20)
        .setSessionHeartbeatIntervalSeconds(2);
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.socket.bind.any", "false");
    config.setProperty("hazelcast.logging.type", "jdk");
    config.setProperty("hazelcast.partition.count", "31");
    config.setProperty("hazelcast.operation.thread.count", "2");
    config.setProperty("hazelcast.io.thread.count", "1");
    config.setProperty("hazelcast.wait.seconds.before.join", "0");
    config.setProperty("hazelcast.shutdownhook.enabled", "false");
    return config;
  }
}
