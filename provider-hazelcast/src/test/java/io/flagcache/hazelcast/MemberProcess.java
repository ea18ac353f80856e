package io.flagcache.hazelcast;

import com.hazelcast.core.HazelcastInstance;
import io.flagcache.testservers.ServerProcesses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A member in a process of its own, of the version that these tests run on, with nothing on its
 * class path but Hazelcast. It keeps nothing when it is killed, and ends with this JVM.
 */
final class MemberProcess {

  private final Path directory = ServerProcesses.newDirectory("flagcache-hazelcast");
  private final int port;
  private final Path jar;
  private Process process;

  MemberProcess(String cluster, int port, List<String> members, int cpMembers, Path jar) {
    this.port = port;
    this.jar = jar;
    try {
      Files.writeString(
          directory.resolve("hazelcast.yaml"), yaml(cluster, port, members, cpMembers));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.process = start();
    ServerProcesses.atExit(this::kill, directory);
  }

  private static String yaml(String cluster, int port, List<String> members, int cpMembers) {
    return """
        hazelcast:
          cluster-name: %s
          network:
            port:
              port: %d
              auto-increment: false
            interfaces:
              enabled: true
              interfaces:
                - 127.0.0.1
            join:
              auto-detection:
                enabled: false
              multicast:
                enabled: false
              tcp-ip:
                enabled: true
                member-list: [%s]
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
          cp-subsystem:
            cp-member-count: %d
            session-time-to-live-seconds: 20
            session-heartbeat-interval-seconds: 2
        """
        .formatted(cluster, port, String.join(", ", members), cpMembers);
  }

  private Process start() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx160m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-Dhazelcast.config=" + directory.resolve("hazelcast.yaml"));
    command.addAll(List.of("-cp", jar.toString()));
    command.add("com.hazelcast.core.server.HazelcastMemberStarter");
    try {
      return new ProcessBuilder(command)
          .directory(directory.toFile())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The jar that these tests have Hazelcast from. */
  static Path jarOfTheseTests() {
    try {
      return Path.of(
          HazelcastInstance.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  int port() {
    return port;
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  boolean isRunning() {
    return process.isAlive();
  }

  void kill() {
    ServerProcesses.kill(process.pid());
  }

  void restart() {
    kill();
    process = start();
  }

  void pause() {
    ServerProcesses.pause(process.pid());
  }

  void resume() {
    ServerProcesses.resume(process.pid());
  }

  String log() {
    try {
      return Files.readString(directory.resolve("log"));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
