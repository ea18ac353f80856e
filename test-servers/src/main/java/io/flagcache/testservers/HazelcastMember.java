package io.flagcache.testservers;

import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A member in a process of its own, with nothing on its class path but Hazelcast. Other members
 * reach it directly and clients through a relay. It keeps nothing when it is killed, and ends with
 * this JVM.
 */
public final class HazelcastMember {

  private final Path directory = ServerProcesses.newDirectory("flagcache-hazelcast");
  private final int port;
  private final Path jar;
  private final TcpRelay relay;
  private Process process;

  /**
   * Starts it.
   *
   * @param port where the other members reach it
   * @param members where it looks for others
   */
  public HazelcastMember(String cluster, int port, List<String> members, int cpMembers, Path jar) {
    this.port = port;
    this.jar = jar;
    int clientPort = ServerProcesses.freePort();
    this.relay = new TcpRelay("127.0.0.1", clientPort);
    try {
      Files.writeString(
          directory.resolve("hazelcast.yaml"), yaml(cluster, clientPort, members, cpMembers));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.process = start();
    ServerProcesses.atExit(this::kill, directory);
  }

  private String yaml(String cluster, int clientPort, List<String> members, int cpMembers) {
    return """
        hazelcast:
          cluster-name: %s
          advanced-network:
            enabled: true
            join:
              auto-detection:
                enabled: false
              multicast:
                enabled: false
              tcp-ip:
                enabled: true
                member-list: [%s]
            member-server-socket-endpoint-config:
              port:
                port: %d
                auto-increment: false
              interfaces:
                enabled: true
                interfaces: [127.0.0.1]
            client-server-socket-endpoint-config:
              public-address: 127.0.0.1:%d
              port:
                port: %d
                auto-increment: false
              interfaces:
                enabled: true
                interfaces: [127.0.0.1]
          properties:
            hazelcast.phone.home.enabled: false
            hazelcast.socket.bind.any: false
            hazelcast.logging.type: jdk
            hazelcast.partition.count: 31
            hazelcast.operation.thread.count: 2
            hazelcast.io.thread.count: 1
            hazelcast.wait.seconds.before.join: 1
            hazelcast.heartbeat.interval.seconds: 1
            hazelcast.max.no.heartbeat.seconds: 6
            hazelcast.merge.first.run.delay.seconds: 2
            hazelcast.merge.next.run.delay.seconds: 2
          map:
            flagcache:
              backup-count: 2
          cp-subsystem:
            cp-member-count: %d
            session-time-to-live-seconds: 20
            session-heartbeat-interval-seconds: 2
        """
        .formatted(cluster, String.join(", ", members), port, relay.port(), clientPort, cpMembers);
  }

  private Process start() {
    List<String> command = ShortJvm.command("-Xmx160m");
    command.add("-Dhazelcast.config=" + directory.resolve("hazelcast.yaml"));
    command.addAll(List.of("-cp", jar.toString()));
    command.add("com.hazelcast.core.server.HazelcastMemberStarter");
    try {
      return new ProcessBuilder(command)
          .directory(directory.toFile())
          .redirectErrorStream(true)
          .redirectOutput(directory.resolve("log").toFile())
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The jar that these tests have Hazelcast from. */
  public static Path jarOfTheseTests() {
    try {
      return Path.of(
          HazelcastInstance.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  public int port() {
    return port;
  }

  /** Where other members reach it. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /** Where clients reach it, and where it tells them to. */
  public String clientAddress() {
    return "127.0.0.1:" + relay.port();
  }

  /** All that it runs. */
  public List<Path> classPath() {
    return List.of(jar);
  }

  /** What stands between it and its clients. */
  public TcpRelay relay() {
    return relay;
  }

  public boolean isRunning() {
    return process.isAlive();
  }

  public void kill() {
    ServerProcesses.kill(process.toHandle());
  }

  public void restart() {
    kill();
    process = start();
  }

  public void pause() {
    ServerProcesses.pause(process.toHandle());
  }

  public void resume() {
    ServerProcesses.resume(process.toHandle());
  }

  public String log() {
    try {
      return Files.readString(directory.resolve("log"));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
