package io.flagcache.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.record.LeaseRecord;
import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.HazelcastCluster;
import io.flagcache.testservers.HazelcastMember;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Clients of three members that are killed, stopped and cut off. Where the version has FencedLock,
 * it is what is used, with three CP members. What kills members comes last, since they stay away.
 */
@ExtendWith(TakesTurns.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HazelcastFaultTest {

  /** For tests that wait until it is over. */
  private static final Duration BRIEF = Duration.ofSeconds(2);

  private static HazelcastCluster cluster;

  private final String key = "faults-" + UUID.randomUUID();
  private HazelcastInstance leaders;
  private HazelcastInstance followers;
  private final List<TestWorker> workers = new ArrayList<>();

  @BeforeAll
  static void start() {
    cluster = new HazelcastCluster(3, HazelcastCluster.HAS_FENCED_LOCK ? 3 : 0);
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @BeforeEach
  void connect() {
    leaders = client();
    followers = client();
  }

  /** A client that is not told of members that are gone. */
  private static HazelcastInstance client() {
    ClientConfig config = cluster.clientConfig(true);
    config
        .getNetworkConfig()
        .setAddresses(
            cluster.members().stream()
                .filter(HazelcastMember::isRunning)
                .map(HazelcastMember::clientAddress)
                .toList());
    return HazelcastClient.newHazelcastClient(config);
  }

  private TestWorker worker(HazelcastInstance instance, Duration decisionDeadline) {
    TestWorker worker =
        new TestWorker(
            HazelcastFlagCache.builder().instance(instance).serviceKey(key), decisionDeadline);
    workers.add(worker);
    return worker;
  }

  /** One that leads and has published. */
  private TestWorker leader(Duration decisionDeadline) {
    TestWorker leader = worker(leaders, decisionDeadline).awaitLead();
    leader.receives("v1");
    assertThat(leader)
        .asString()
        .contains(HazelcastCluster.HAS_FENCED_LOCK ? "FencedLock" : "map lock, since this edition");
    return leader;
  }

  /** One that has read what the leader published. */
  private TestWorker follower(Duration decisionDeadline) {
    TestWorker follower = worker(followers, decisionDeadline);
    follower.awaitReads("v1");
    assertThat(follower.asks()).isFalse();
    return follower;
  }

  @AfterEach
  void close() {
    cluster.resume();
    cluster.letClientsIn();
    workers.forEach(TestWorker::close);
    leaders.getLifecycleService().terminate();
    followers.getLifecycleService().terminate();
  }

  private long epoch() {
    IMap<String, Object> map = followers.getMap("flagcache");
    return LeaseRecord.parse(String.valueOf(map.get(key + "/lease"))).epoch();
  }

  /** The member that owns the partition of the record. */
  private HazelcastMember owner() {
    String address =
        String.valueOf(
            followers.getPartitionService().getPartition(key + "/lease").getOwner().getAddress());
    return cluster.members().stream()
        .filter(member -> address.endsWith(member.clientAddress().replaceAll(".*:", ":")))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(address));
  }

  /** On a busy machine a lease may end between two questions, but not time and again. */
  private static void awaitThatLeadsAlone(TestWorker leader, TestWorker other) {
    Awaitility.await()
        .atMost(HazelcastCluster.PATIENCE)
        .until(() -> leader.leads() && !other.leads() && leader.leads());
  }

  private static Optional<FlagDefinitionCacheData> document(String name) {
    return Optional.of(TestWorker.document(name));
  }

  @Test
  @Order(Integer.MAX_VALUE - 1)
  void leaderGoesOnWhenTheMemberIsKilledThatOwnsThePartition() {
    TestWorker leader = leader(TestClusters.PATIENT);
    TestWorker follower = follower(TestClusters.PATIENT);
    long epoch = epoch();

    owner().kill();

    leader.awaitLead();
    follower.awaitReads("v1");
    leader.receives("v2");
    follower.awaitReads("v2");
    assertThat(epoch()).isBetween(epoch, epoch + 10);
    awaitThatLeadsAlone(leader, follower);
  }

  @Test
  void memberThatIsStoppedHoldsUpNobodyBeyondTheDeadline() {
    TestWorker leader = leader(BRIEF);
    TestWorker follower = follower(BRIEF);
    HazelcastMember owner = owner();
    owner.pause();
    try {
      // Both at once: after six seconds the others go on without it.
      CompletableFuture<Boolean> asking = CompletableFuture.supplyAsync(leader::asks);
      assertThatThrownBy(follower::asks).hasStackTraceContaining("did not");
      assertThatThrownBy(asking::join).hasStackTraceContaining("did not");

      Awaitility.await()
          .atMost(HazelcastCluster.PATIENCE)
          .pollInterval(TestWorker.POLL)
          .until(() -> leader.leads() || follower.leads());
      follower.awaitReads("v1");
    } finally {
      owner.resume();
    }

    cluster.awaitSize(3);
    Awaitility.await()
        .atMost(HazelcastCluster.PATIENCE)
        .pollInterval(TestWorker.POLL)
        .ignoreExceptions()
        .until(() -> leader.asks() != follower.asks());
    follower.awaitReads("v1");
    leader.awaitReads("v1");
  }

  @Test
  void leaderThatWasCutOffIsReplacedAndFollowsWhenItIsBack() {
    TestWorker leader = leader(TestClusters.PATIENT);
    TestWorker follower = follower(TestClusters.PATIENT);
    HazelcastInstance inside = cluster.member();
    TestWorker other = worker(inside, TestClusters.PATIENT);
    try {
      cluster.refuseClients();
      Awaitility.await()
          .atMost(HazelcastCluster.PATIENCE)
          .untilAsserted(
              () -> assertThatThrownBy(leader::asks).hasStackTraceContaining("is out of reach"));
      other.awaitLead();
      other.receives("v2");
      cluster.letClientsIn();

      leader.awaitReads("v2");
      awaitThatLeadsAlone(other, leader);
      follower.awaitReads("v2");
      assertThat(leader).asString().doesNotContain("not known");
    } finally {
      other.close();
      inside.shutdown();
    }
  }

  @Test
  void supersededLeadersPublishIsRefused() {
    TestWorker leader = leader(TestClusters.PATIENT);
    TestWorker follower = follower(TestClusters.PATIENT);
    HazelcastInstance inside = cluster.member();
    TestWorker other = worker(inside, TestClusters.PATIENT);
    try {
      assertThat(other.asks()).isFalse();
      long before = epoch();
      other.awaitLead();
      other.receives("v2");
      assertThat(epoch()).isGreaterThan(before);

      // It has not asked since, and believes to lead.
      leader.triesToReceive("zombie");

      assertThat(follower.reads()).isNotEqualTo(document("zombie"));
      // Members that were stopped before may come back now, and a payload be lost with that.
      other.leadsUntilReadBy(follower, "v2");
      assertThat(other.reads()).isEqualTo(document("v2"));
      awaitThatLeadsAlone(other, leader);
    } finally {
      other.close();
      inside.shutdown();
    }
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void withoutAMajorityOfCpMembersNobodyLeadsAndEverybodyReads() {
    assumeTrue(HazelcastCluster.HAS_FENCED_LOCK, "This edition of Hazelcast has no FencedLock");
    TestWorker leader = leader(BRIEF);
    TestWorker follower = follower(BRIEF);
    cluster.members().stream()
        .filter(HazelcastMember::isRunning)
        .skip(1)
        .forEach(HazelcastMember::kill);

    for (TestWorker worker : List.of(leader, follower)) {
      // The lease runs out, so that both would like to lead.
      Awaitility.await()
          .atMost(HazelcastCluster.PATIENCE)
          .pollInterval(TestWorker.POLL)
          .untilAsserted(() -> assertThatThrownBy(worker::asks).hasStackTraceContaining("did not"));
      worker.awaitReads("v1");
    }

    // A client that ends its CP session would wait for two minutes.
    cluster.members().forEach(HazelcastMember::kill);
  }

  @Test
  void membersHaveNoneOfOurClasses() {
    leader(TestClusters.PATIENT);
    assertThat(cluster.members()).allSatisfy(member -> assertThat(member.classPath()).hasSize(1));
    IMap<String, Object> map = followers.getMap("flagcache");
    Awaitility.await()
        .atMost(HazelcastCluster.PATIENCE)
        .pollInterval(100, TimeUnit.MILLISECONDS)
        .untilAsserted(
            () -> assertThat(map.values()).hasOnlyElementsOfTypes(String.class, byte[].class));
  }
}
