package io.flagcache.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.HazelcastCluster;
import io.flagcache.testservers.ServerProcesses;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Workers that are members of the cluster which they form: one in a process of its own, which is
 * killed, and two in this JVM.
 */
@ExtendWith(TakesTurns.class)
class HazelcastEmbeddedTest {

  private final int port = ServerProcesses.freePort();

  private TestWorker worker() {
    return new TestWorker(
        HazelcastFlagCache.builder().url("hazelcast:embedded").cluster("workers").port(port));
  }

  @Test
  void killedLeaderTakesItsMemberAlongAndIsReplaced() {
    EmbeddedWorker killed =
        new EmbeddedWorker(
            "hazelcast:embedded?cluster=workers&port="
                + port
                + "&pollInterval=300ms&lease=1500ms&decisionDeadline=9900ms&transferDeadline=9900ms",
            "a");
    try {
      awaitLeads(killed);
      try (TestWorker one = worker();
          TestWorker other = worker()) {
        one.awaitReads("a");
        other.awaitReads("a");
        awaitLeads(killed);

        killed.kill();

        Awaitility.await()
            .atMost(HazelcastCluster.PATIENCE)
            .pollInterval(TestWorker.POLL)
            .until(() -> one.leads() != other.leads());
        assertThat(one.reads()).isEqualTo(Optional.of(TestWorker.document("a")));
        assertThat(other.reads()).isEqualTo(Optional.of(TestWorker.document("a")));
      }
    } finally {
      killed.kill();
    }
  }

  /**
   * With a lease that nobody waits out and that is no damage yet, and Hazelcast's own hooks in the
   * same JVM.
   */
  @Test
  void leaderThatIsClosedInAShutdownHookHandsOver() {
    EmbeddedWorker leader =
        new EmbeddedWorker(
            "hazelcast:embedded?cluster=workers&port="
                + port
                + "&pollInterval=300ms&lease=1h&decisionDeadline=9900ms&transferDeadline=9900ms",
            "a");
    try {
      awaitLeads(leader);
      try (TestWorker other = worker()) {
        other.awaitReads("a");

        leader.terminate();

        other.awaitLead();
        assertThat(other.reads()).isEqualTo(Optional.of(TestWorker.document("a")));
      }
    } finally {
      leader.kill();
    }
  }

  /** It says so at each poll, and what it reads. */
  private static void awaitLeads(EmbeddedWorker worker) {
    Awaitility.await()
        .atMost(HazelcastCluster.PATIENCE)
        .until(() -> worker.said().startsWith("poll leads") && worker.said().contains("flags"));
  }
}
