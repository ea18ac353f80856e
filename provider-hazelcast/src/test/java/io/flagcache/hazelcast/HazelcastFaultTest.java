package io.flagcache.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.testservers.HazelcastCluster;
import io.flagcache.testservers.HazelcastMember;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
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

/**
 * Clients of three members that are killed, stopped and cut off. Where the version has FencedLock,
 * it is what is used, with three CP members. What kills members comes last: a new cluster takes
 * long.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HazelcastFaultTest {

  private static HazelcastCluster cluster;

  private final String key = "faults-" + UUID.randomUUID();
  private HazelcastInstance leaders;
  private HazelcastInstance followers;
  private TestWorker leader;
  private TestWorker follower;

  @BeforeAll
  static void start() {
    cluster = newCluster();
  }

  private static HazelcastCluster newCluster() {
    return new HazelcastCluster(3, HazelcastCluster.HAS_FENCED_LOCK ? 3 : 0);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void lead() {
    if (cluster.members().stream().filter(HazelcastMember::isRunning).count() < 2) {
      cluster.restart();
    }
    leaders = cluster.client();
    followers = cluster.client();
    leader = worker(leaders).awaitLead();
    leader.receives("v1");
    follower = worker(followers);
    follower.awaitReads("v1");
    assertThat(follower.asks()).isFalse();
    assertThat(leader)
        .asString()
        .contains(HazelcastCluster.HAS_FENCED_LOCK ? "FencedLock" : "map lock, since this edition");
  }

  @AfterEach
  void close() {
    cluster.resume();
    cluster.letClientsIn();
    leader.close();
    follower.close();
    leaders.getLifecycleService().terminate();
    followers.getLifecycleService().terminate();
  }

  private TestWorker worker(HazelcastInstance instance) {
    return new TestWorker(HazelcastFlagCache.builder().instance(instance).serviceKey(key));
  }

  private Head head() {
    IMap<String, Object> map = followers.getMap("flagcache");
    return Head.of(map.get(key + "/head"));
  }

  /** The member that owns the partition of the head. */
  private HazelcastMember owner() {
    String address =
        String.valueOf(
            followers.getPartitionService().getPartition(key + "/head").getOwner().getAddress());
    return cluster.members().stream()
        .filter(member -> address.endsWith(member.clientAddress().replaceAll(".*:", ":")))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(address));
  }

  private static Optional<FlagDefinitionCacheData> document(String name) {
    return Optional.of(TestWorker.document(name));
  }

  @Test
  @Order(Integer.MAX_VALUE - 2)
  void leaderGoesOnWhenTheMemberIsKilledThatOwnsThePartition() {
    long epoch = head().epoch();

    owner().kill();

    leader.awaitLead();
    follower.awaitReads("v1");
    leader.receives("v2");
    follower.awaitReads("v2");
    assertThat(head().epoch()).isBetween(epoch, epoch + 10);
    assertThat(leader.asks()).isTrue();
    assertThat(follower.asks()).isFalse();
  }

  @Test
  void memberThatIsStoppedHoldsUpNobodyBeyondTheDeadline() {
    HazelcastMember owner = owner();
    owner.pause();
    try {
      assertThatThrownBy(leader::asks).hasStackTraceContaining("did not");
      assertThatThrownBy(follower::asks).hasStackTraceContaining("did not");

      // The others go on without it.
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
    HazelcastInstance inside = cluster.member();
    TestWorker other = worker(inside);
    try {
      cluster.refuseClients();
      assertThatThrownBy(leader::asks).hasStackTraceContaining("is out of reach");
      other.awaitLead();
      other.receives("v2");
      cluster.letClientsIn();

      leader.awaitReads("v2");
      assertThat(leader.asks()).isFalse();
      assertThat(other.asks()).isTrue();
      follower.awaitReads("v2");
      assertThat(leader).asString().doesNotContain("not known");
    } finally {
      other.close();
      inside.shutdown();
    }
  }

  @Test
  void supersededLeadersPublishIsRefused() {
    HazelcastInstance inside = cluster.member();
    TestWorker other = worker(inside);
    try {
      assertThat(other.asks()).isFalse();
      Head before = head();
      other.awaitLead();
      other.receives("v2");
      assertThat(head().epoch()).isGreaterThan(before.epoch());

      // It has not asked since, and believes to lead.
      leader.receives("zombie");

      follower.awaitReads("v2");
      assertThat(other.reads()).isEqualTo(document("v2"));
      assertThat(leader.asks()).isFalse();
    } finally {
      other.close();
      inside.shutdown();
    }
  }

  @Test
  @Order(Integer.MAX_VALUE - 1)
  void documentIsPublishedAgainWhenAllMembersLostIt() {
    long epoch = head().epoch();
    cluster.members().forEach(HazelcastMember::kill);
    assertThat(leader.leads()).isFalse();
    cluster.restart();

    leader.awaitLead();
    follower.awaitReads("v1");
    assertThat(head().epoch()).isGreaterThan(epoch);
    leader.receives("v2");
    follower.awaitReads("v2");
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void withoutAMajorityOfCpMembersNobodyLeadsAndEverybodyReads() {
    assumeTrue(HazelcastCluster.HAS_FENCED_LOCK, "This edition of Hazelcast has no FencedLock");
    cluster.members().get(0).kill();
    cluster.members().get(1).kill();

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
    assertThat(cluster.members()).allSatisfy(member -> assertThat(member.classPath()).hasSize(1));
    IMap<String, Object> map = followers.getMap("flagcache");
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(100, TimeUnit.MILLISECONDS)
        .untilAsserted(
            () -> assertThat(map.values()).hasOnlyElementsOfTypes(String.class, byte[].class));
  }
}
