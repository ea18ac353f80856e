package io.flagcache.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.hazelcast.client.Client;
import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.HazelcastClientNotActiveException;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.cluster.Member;
import com.hazelcast.config.Config;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.NearCacheConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.FlagDefinitionCacheProviders;
import io.flagcache.core.FlagCacheProvider;
import io.flagcache.core.Role;
import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.HazelcastCluster;
import io.flagcache.testservers.ServerProcesses;
import io.flagcache.testservers.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(TakesTurns.class)
class HazelcastFlagCacheBuilderTest {

  private static final String CLUSTER = "builder-test";

  private static final String PATIENT =
      "decisionDeadline=" + TestClusters.PATIENT + "&transferDeadline=" + TestClusters.PATIENT;

  private static HazelcastInstance member;
  private static int port;

  @BeforeAll
  static void start() {
    Config config = HazelcastCluster.memberConfig(CLUSTER, List.of());
    config.addMapConfig(
        new MapConfig("near").setNearCacheConfig(new NearCacheConfig().setCacheLocalEntries(true)));
    member = Hazelcast.newHazelcastInstance(config);
    port = member.getCluster().getLocalMember().getAddress().getPort();
  }

  @AfterAll
  static void stop() {
    if (member != null) {
      member.getLifecycleService().terminate();
    }
  }

  private static HazelcastFlagCacheBuilder builder() {
    return TestClusters.patient();
  }

  private static void shutDown(FlagDefinitionCacheProvider provider) {
    // Within its deadline or not: that is tested elsewhere.
    Workers.shutDown(provider);
  }

  private static boolean asks(FlagDefinitionCacheProvider provider) {
    return provider.shouldFetchFlagDefinitions().toCompletableFuture().join();
  }

  @Test
  void settingsThatAreWrongAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().build())
        .withMessageContaining("Of url, config and instance");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().instance(member).url("hazelcast:embedded").build())
        .withMessageContaining("Of url, config and instance");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().instance(member).map("a b").build())
        .withMessageContaining("map is 'a b'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().instance(member).port(1).build())
        .withMessageContaining("hazelcast:embedded");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hazelcast:embedded?port=70000 | port is 70000",
        "hazelcast:embedded?cluster=a%20b | cluster is 'a b'",
        "hazelcast:embedded?bind=some.host | bind is 'some.host'",
        "hazelcast:embedded?bind=10.0.0.5 | members is not set",
        "hazelcast:embedded?members=a,,b | no host:port",
        "hazelcast:embedded?clutser=x | 'clutser'",
        "hazelcast:embedded?locking=raft | auto or fenced or map",
        "hazelcast://host?cluster=x | hazelcast://NAME@host",
        "hazelcast+config:/no/such/file | cannot be read"
      })
  void urlsThatAreWrongAreNamed(String url, String complaint) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FlagDefinitionCacheProviders.create(url))
        .withMessageContaining(complaint);
  }

  @Test
  void nearCacheIsRefusedWithTheFix() {
    assertThatThrownBy(() -> builder().instance(member).map("near").build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("near cache")
        .hasMessageContaining("setting map");
  }

  @Test
  void descriptionSaysWhichLockThereIs() {
    FlagCacheProvider automatic = builder().instance(member).build();
    FlagCacheProvider map = builder().instance(member).locking(HazelcastLocking.MAP).build();
    FlagCacheProvider reader = builder().instance(member).role(Role.READER).build();

    assertThat(automatic).asString().contains(", map flagcache, map lock, since the CP subsystem");
    assertThat(map).asString().endsWith("map lock");
    assertThat(reader).asString().endsWith("read only");
    List.of(automatic, map, reader).forEach(HazelcastFlagCacheBuilderTest::shutDown);
    assertThat(member.getLifecycleService().isRunning()).isTrue();
  }

  private static FlagCacheProvider checkout(
      HazelcastInstance by, HazelcastLocking locking, Role role) {
    return builder()
        .instance(by)
        .map("rights")
        .locking(locking)
        .role(role)
        // A reader of an empty cache waits for so long.
        .transferDeadline(role == Role.READER ? Duration.ofSeconds(3) : TestClusters.PATIENT)
        .serviceKey("checkout")
        .build();
  }

  private static FlagDefinitionCacheData document(String name) {
    return FlagDefinitionCacheData.of(
        Map.of("flags", List.of(Map.of("key", name)), "cohorts", Map.of()));
  }

  @ParameterizedTest
  @EnumSource(
      value = HazelcastLocking.class,
      names = {"FENCED", "MAP"})
  void documentedRightsAreWhatWorkersAndReadersNeed(HazelcastLocking locking) throws IOException {
    assumeTrue(
        locking == HazelcastLocking.MAP || HazelcastCluster.HAS_FENCED_LOCK,
        "This edition of Hazelcast has no FencedLock");
    FlagCacheProvider asked = checkout(member, locking, Role.WORKER);
    String ofWorker = asked.rights(Role.WORKER);
    String ofReader = asked.rights(Role.READER);
    shutDown(asked);
    assertThat(Path.of("../docs/hazelcast.md"))
        .content()
        .contains(ofWorker.replace("'rights", "'flagcache"))
        .contains(ofReader.replace("'rights", "'flagcache"));
    for (String rights : List.of(ofWorker, ofReader)) {
      Role role = rights.equals(ofReader) ? Role.READER : Role.WORKER;
      if (role == Role.WORKER) {
        member.getMap("rights").destroy();
      }
      HazelcastInstance client = client();
      try (PermissionCheck check = new PermissionCheck(member, rights)) {
        if (role == Role.WORKER) {
          works(client, locking);
        } else {
          // Whoever comes first creates the map.
          member.getMap("rights").destroy();
          FlagCacheProvider reader = checkout(client, locking, Role.READER);
          assertThat(Workers.patiently(reader::getFlagDefinitions)).isEmpty();
          assertThat(reader.inspect().join().lease()).isEmpty();
          shutDown(reader);
        }
        assertThat(check.unneeded()).isEmpty();
      } finally {
        client.shutdown();
      }
    }
  }

  private static HazelcastInstance client() {
    ClientConfig config =
        new ClientConfig().setClusterName(CLUSTER).setBackupAckToClientEnabled(false);
    config.getNetworkConfig().addAddress("127.0.0.1:" + port);
    return HazelcastClient.newHazelcastClient(config);
  }

  private static void works(HazelcastInstance client, HazelcastLocking locking) {
    FlagCacheProvider leader = checkout(client, locking, Role.WORKER);
    assertThat(asks(leader)).isTrue();
    for (String name : List.of("v1", "v2")) {
      Workers.patiently(() -> leader.onFlagDefinitionsReceived(document(name)));
    }
    FlagCacheProvider follower = checkout(client, locking, Role.WORKER);
    assertThat(asks(follower)).isFalse();
    assertThat(Workers.patiently(follower::getFlagDefinitions)).contains(document("v2"));
    assertThat(follower.revoke(follower.inspect().join().lease().orElseThrow()).join()).isTrue();
    shutDown(leader);
    shutDown(follower);
  }

  @Test
  void unsafeFencedLockHasToBeAskedFor() {
    assumeTrue(HazelcastCluster.HAS_FENCED_LOCK, "This edition of Hazelcast has no FencedLock");
    FlagCacheProvider fenced = builder().instance(member).locking(HazelcastLocking.FENCED).build();

    assertThat(fenced).asString().contains("FencedLock", "unsafe mode");
    shutDown(fenced);
  }

  @Test
  void missingFencedLockIsNamedWithTheFix() {
    assumeFalse(HazelcastCluster.HAS_FENCED_LOCK, "This edition of Hazelcast has FencedLock");

    assertThatThrownBy(() -> builder().instance(member).locking(HazelcastLocking.FENCED).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("locking is FENCED")
        .hasMessageContaining("MAP");
  }

  /** Those of this JVM that the member knows. */
  private static Set<HazelcastInstance> clients() {
    Set<UUID> known =
        member.getClientService().getConnectedClients().stream()
            .map(Client::getUuid)
            .collect(Collectors.toSet());
    return HazelcastClient.getAllHazelcastClients().stream()
        .filter(client -> isOneOf(known, client))
        .collect(Collectors.toSet());
  }

  /** Those of other tests may end at any moment. */
  private static boolean isOneOf(Set<UUID> known, HazelcastInstance client) {
    try {
      return known.contains(client.getLocalEndpoint().getUuid());
    } catch (HazelcastClientNotActiveException e) {
      return false;
    }
  }

  @Test
  void clientByUrlEndsWithItsProvider() {
    assertThat(clients()).isEmpty();
    FlagDefinitionCacheProvider worker =
        FlagDefinitionCacheProviders.create(
            "hazelcast://"
                + CLUSTER
                + "@127.0.0.1:"
                + port
                + "?serviceKey=by-url&map=others&"
                + PATIENT);

    assertThat(asks(worker)).isTrue();
    assertThat(worker).asString().contains("Hazelcast cluster " + CLUSTER, "map others", "ock");
    Set<HazelcastInstance> added = clients();
    assertThat(added).hasSize(1);
    assertThat(member.getMap("others").get("by-url/lease")).isNotNull();
    shutDown(worker);
    Awaitility.await()
        .atMost(HazelcastCluster.PATIENCE)
        .until(() -> added.stream().noneMatch(client -> client.getLifecycleService().isRunning()));
  }

  @Test
  void newClientLeadsAtOnceWhicheverMemberHasItsKey() {
    TestClusters shared = TestClusters.shared();
    String url =
        "hazelcast://"
            + shared.members().name()
            + "@"
            + String.join(",", shared.members().addresses());
    for (Member each : shared.admin().getCluster().getMembers()) {
      // Below the five seconds for which a client waits that misses the answer of a backup.
      assertThat(Stream.of(2, 4, 4, 4).map(seconds -> Duration.ofSeconds(seconds)))
          .as("deadlines, with more time for a busy machine, for a client that is new to " + each)
          .anyMatch(deadline -> leadsAtOnce(url, shared.serviceKeyOf(each.getUuid()), deadline));
    }
  }

  private static boolean leadsAtOnce(String url, String serviceKey, Duration deadline) {
    FlagDefinitionCacheProvider provider =
        HazelcastFlagCache.builder()
            .url(url)
            .decisionDeadline(deadline)
            .serviceKey(serviceKey)
            .build();
    try {
      return asks(provider);
    } catch (CompletionException late) {
      return false;
    } finally {
      shutDown(provider);
    }
  }

  @Test
  void clusterThatIsOutOfReachFailsTheStageAndNotTheBuild() {
    int free = ServerProcesses.freePort();
    String url =
        "hazelcast://"
            + CLUSTER
            + "@127.0.0.1:"
            + free
            + "?transferDeadline=1s&decisionDeadline=9900ms";
    FlagDefinitionCacheProvider worker = FlagDefinitionCacheProviders.create(url);

    assertThat(worker).asString().contains("lock not known yet");
    assertThatThrownBy(() -> asks(worker))
        .hasMessageContaining("127.0.0.1:" + free + " is out of reach")
        .hasMessageContaining("cluster's name");

    Config config = HazelcastCluster.memberConfig(CLUSTER, List.of());
    config.getNetworkConfig().setPort(free).setPortAutoIncrement(false);
    HazelcastInstance late = Hazelcast.newHazelcastInstance(config);
    try {
      Awaitility.await()
          .atMost(HazelcastCluster.PATIENCE)
          .ignoreExceptions()
          .until(() -> asks(worker));
      assertThat(worker).asString().doesNotContain("not known");
    } finally {
      shutDown(worker);
      late.getLifecycleService().terminate();
    }
  }

  @Test
  void clusterOfAnotherNameFailsTheStage() {
    FlagDefinitionCacheProvider worker =
        FlagDefinitionCacheProviders.create(
            "hazelcast://other@127.0.0.1:" + port + "?transferDeadline=1s&decisionDeadline=9900ms");

    assertThatThrownBy(() -> asks(worker))
        .hasMessageContaining("cluster other")
        .hasMessageContaining("the cluster's name");
    shutDown(worker);
  }

  @Test
  void embeddedWorkersFormACluster() {
    String url =
        "hazelcast:embedded?cluster=embedded-test&port="
            + ServerProcesses.freePort()
            + "&serviceKey=embedded&"
            + PATIENT;
    FlagDefinitionCacheProvider leader = FlagDefinitionCacheProviders.create(url);
    FlagDefinitionCacheProvider follower = FlagDefinitionCacheProviders.create(url);
    try {
      assertThat(asks(leader)).isTrue();
      Workers.patiently(() -> leader.onFlagDefinitionsReceived(TestWorker.document("v1")));
      assertThat(asks(follower)).isFalse();
      assertThat(Workers.patiently(follower::getFlagDefinitions))
          .isEqualTo(Optional.of(TestWorker.document("v1")));
      assertThat(embedded())
          .hasSize(2)
          .allSatisfy(
              instance -> {
                assertThat(instance.getCluster().getMembers()).hasSize(2);
                assertThat(instance.getCluster().getLocalMember().getAddress().getHost())
                    .isEqualTo("127.0.0.1");
                assertThat(instance.getConfig().getProperty("hazelcast.phone.home.enabled"))
                    .isEqualTo("false");
              });
      shutDown(leader);
      awaitEmbedded(1);
      assertThat(asks(follower)).isTrue();
      assertThat(Workers.patiently(follower::getFlagDefinitions))
          .isEqualTo(Optional.of(TestWorker.document("v1")));
    } finally {
      shutDown(follower);
    }
    awaitEmbedded(0);
  }

  /** An instance that is just shutting down is still listed, but no longer says what it is. */
  private static void awaitEmbedded(int members) {
    Awaitility.await()
        .atMost(HazelcastCluster.PATIENCE)
        .ignoreExceptionsInstanceOf(HazelcastInstanceNotActiveException.class)
        .until(() -> embedded().size() == members);
  }

  private static List<HazelcastInstance> embedded() {
    return Hazelcast.getAllHazelcastInstances().stream()
        .filter(instance -> instance.getConfig().getClusterName().equals("embedded-test"))
        .toList();
  }

  @Test
  void memberThatCannotStartFailsTheStageAndStartsLater() {
    String url =
        "hazelcast:embedded?bind=192.0.2.1&members=192.0.2.2&cluster=unbound"
            + "&decisionDeadline=9900ms&transferDeadline=1s";
    FlagDefinitionCacheProvider worker = FlagDefinitionCacheProviders.create(url);

    assertThatThrownBy(() -> asks(worker)).hasMessageContaining("Hazelcast member of unbound");
    shutDown(worker);
  }

  @Test
  void configurationFilesOfMembersAndClientsAreTold(@TempDir Path directory) throws IOException {
    Path client =
        Files.writeString(
            directory.resolve("client.yaml"),
            """
            hazelcast-client:
              cluster-name: %s
              network:
                cluster-members: ["127.0.0.1:%d"]
              properties:
                hazelcast.logging.type: slf4j
            """
                .formatted(CLUSTER, port));
    Path xml =
        Files.writeString(
            directory.resolve("member.xml"),
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <hazelcast xmlns="http://www.hazelcast.com/schema/config">
              <cluster-name>%s</cluster-name>
              <properties>
                <property name="hazelcast.logging.type">slf4j</property>
                <property name="hazelcast.phone.home.enabled">false</property>
                <property name="hazelcast.partition.count">31</property>
                <property name="hazelcast.socket.bind.any">false</property>
              </properties>
              <network>
                <port>%d</port>
                <join>
                  <auto-detection enabled="false"/>
                  <multicast enabled="false"/>
                  <tcp-ip enabled="true"><member>127.0.0.1:%d</member></tcp-ip>
                </join>
                <interfaces enabled="true"><interface>127.0.0.1</interface></interfaces>
              </network>
            </hazelcast>
            """
                .formatted(CLUSTER, ServerProcesses.freePort(), port));
    FlagDefinitionCacheProvider byClient =
        FlagDefinitionCacheProviders.create(
            "hazelcast+config:" + client + "?serviceKey=files&" + PATIENT);
    FlagDefinitionCacheProvider byMember =
        FlagDefinitionCacheProviders.create(
            "hazelcast+config:" + xml + "?serviceKey=files&" + PATIENT);

    assertThat(byClient).asString().contains("Hazelcast client (client.yaml)");
    assertThat(byMember).asString().contains("Hazelcast member (member.xml)");
    assertThat(asks(byClient)).isTrue();
    assertThat(asks(byMember)).isFalse();
    shutDown(byClient);
    shutDown(byMember);
    Awaitility.await()
        .atMost(HazelcastCluster.PATIENCE)
        .until(() -> member.getCluster().getMembers().size() == 1);
  }

  @Test
  void fileThatIsNoConfigurationIsNamedButNotQuoted(@TempDir Path directory) throws IOException {
    for (String text :
        List.of(
            "hazelcast-client:\n  password-of-mine: a-secret-word\n",
            "<hazelcast-client><a-secret-word/></hazelcast-client>",
            "a-secret-word: 1\n")) {
      Path file = Files.writeString(directory.resolve("broken"), text);

      assertThatIllegalArgumentException()
          .isThrownBy(() -> builder().config(file).build())
          .withMessageContaining("config is " + file)
          .withNoCause()
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain("a-secret-word"));
    }
  }

  @Test
  void instanceThatWasShutDownIsNamed() {
    HazelcastInstance gone =
        Hazelcast.newHazelcastInstance(HazelcastCluster.memberConfig("gone", List.of()));
    FlagDefinitionCacheProvider worker = builder().instance(gone).build();
    gone.shutdown();

    assertThatThrownBy(() -> asks(worker)).hasMessageContaining("not active");
    shutDown(worker);
  }

  /** I1: maps and service keys may both have colons in their names. */
  @Test
  void fleetsOfTwoMapsHaveTwoLocks() {
    assertThat(Mutexes.fencedLock("flags:a", "b/lease"))
        .isNotEqualTo(Mutexes.fencedLock("flags", "a:b/lease"));
  }
}
