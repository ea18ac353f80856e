package io.flagcache.benchmarks.backend;

import io.flagcache.testservers.HazelcastMember;
import io.flagcache.testservers.ServerProcesses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * One member in a process of its own, which its clients reach without a relay, and whose JVM is
 * tuned for nothing, unlike those of tests. It ends with this JVM.
 */
final class HazelcastServer {

  static final String CLUSTER = "benchmarks";

  private final Path directory = ServerProcesses.newDirectory("flagcache-benchmarks-hazelcast");
  private final int port = ServerProcesses.freePort();

  HazelcastServer() {
    try {
      Path config = directory.resolve("hazelcast.yaml");
      Files.writeString(config, yaml());
      Process process = start(config);
      ServerProcesses.atExit(() -> ServerProcesses.kill(process.toHandle()), directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String yaml() {
    return """
        hazelcast:
          cluster-name: %s
          network:
            port:
              port: %d
              auto-increment: false
            join:
              auto-detection:
                enabled: false
              multicast:
                enabled: false
            interfaces:
              enabled: true
              interfaces: [127.0.0.1]
          properties:
            hazelcast.phone.home.enabled: false
            hazelcast.socket.bind.any: false
            hazelcast.logging.type: jdk
        """
        .formatted(CLUSTER, port);
  }

  private Process start(Path config) throws IOException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-Dhazelcast.config=" + config,
                "-cp",
                HazelcastMember.jarOfTheseTests().toString(),
                "com.hazelcast.core.server.HazelcastMemberStarter"))
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("log").toFile())
        .start();
  }

  int port() {
    return port;
  }
}
