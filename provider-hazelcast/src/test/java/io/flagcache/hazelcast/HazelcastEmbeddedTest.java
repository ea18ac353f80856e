package io.flagcache.hazelcast;

import io.flagcache.testservers.HazelcastCluster;
import io.flagcache.testservers.ServerProcesses;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Workers in three JVMs, each of which is a member of the cluster that they form. */
class HazelcastEmbeddedTest {

  private List<EmbeddedWorker> workers;

  @BeforeEach
  void start() {
    String url =
        "hazelcast:embedded?cluster=workers&port="
            + ServerProcesses.freePort()
            + "&pollInterval=300ms&lease=1500ms";
    workers = Stream.of("a", "b", "c").map(name -> new EmbeddedWorker(url, name)).toList();
    awaitAll(workers);
  }

  @AfterEach
  void stop() {
    workers.forEach(EmbeddedWorker::kill);
  }

  private static boolean leads(EmbeddedWorker worker) {
    return worker.said().startsWith("poll leads");
  }

  private static void awaitAll(List<EmbeddedWorker> running) {
    Awaitility.await()
        .atMost(HazelcastCluster.PATIENCE)
        .until(
            () ->
                running.stream().allMatch(worker -> worker.said().contains("flags"))
                    && running.stream().filter(HazelcastEmbeddedTest::leads).count() == 1);
  }

  @Test
  void killedLeaderTakesItsMemberAlongAndIsReplaced() {
    EmbeddedWorker leader =
        workers.stream().filter(HazelcastEmbeddedTest::leads).findFirst().orElseThrow();
    List<EmbeddedWorker> others = workers.stream().filter(worker -> worker != leader).toList();

    leader.kill();

    Awaitility.await()
        .atMost(HazelcastCluster.PATIENCE)
        .until(() -> others.stream().anyMatch(HazelcastEmbeddedTest::leads));
    awaitAll(others);
  }
}
