package io.flagcache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.core.FlagCacheProvider;
import io.flagcache.core.credentials.Credentials;
import io.flagcache.core.credentials.CredentialsProvider;
import io.flagcache.core.credentials.CredentialsUnavailableException;
import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.RedisCluster;
import io.flagcache.testservers.RedisSentinels;
import io.flagcache.testservers.RedisServer;
import io.flagcache.testservers.ServerProcesses;
import io.flagcache.testservers.TcpRelay;
import io.flagcache.testservers.TlsFiles;
import io.flagcache.testservers.Workers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.util.Throwables;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Passwords that change while a worker runs, by what Redis itself does then. */
@ExtendWith(TakesTurns.class)
@Execution(ExecutionMode.CONCURRENT)
class RedisCredentialsTest {

  private static final String FIRST = "first-pass-1";
  private static final String SECOND = "second-pass-2";

  private final String user = "u" + UUID.randomUUID().toString().substring(0, 8);
  private final List<FlagDefinitionCacheProvider> open = new ArrayList<>();
  private final List<AutoCloseable> servers = new ArrayList<>();
  @TempDir private Path directory;

  @AfterEach
  void close() throws Exception {
    open.forEach(Workers::shutDown);
    for (AutoCloseable server : servers) {
      server.close();
    }
  }

  private RedisServer server() {
    RedisServer server = RedisTestServers.borrow();
    servers.add(() -> RedisTestServers.giveBack(server));
    letIn(FIRST, server);
    return server;
  }

  /** One password, and no other. */
  private void letIn(String password, RedisServer... to) {
    for (RedisServer server : to) {
      server.command(
          "ACL", "SETUSER", user, "on", "resetpass", ">" + password, "~*", "&*", "+@all");
    }
  }

  private void cutConnections(RedisServer server) {
    server.command("CLIENT", "KILL", "USER", user);
  }

  private RedisFlagCacheBuilder builder(String url) {
    return RedisFlagCache.builder()
        .url(url)
        .decisionDeadline(Duration.ofSeconds(3))
        .serviceKey(user);
  }

  private FlagCacheProvider opened(FlagCacheProvider worker) {
    open.add(worker);
    return worker;
  }

  private static void poll(FlagDefinitionCacheProvider worker) {
    worker.shouldFetchFlagDefinitions().toCompletableFuture().join();
  }

  private static void awaitAnswer(FlagDefinitionCacheProvider worker) {
    Awaitility.await()
        .untilAsserted(() -> assertThatCode(() -> poll(worker)).doesNotThrowAnyException());
  }

  private static void awaitFailure(FlagDefinitionCacheProvider worker, String message) {
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> poll(worker))
                    .hasMessageContaining(message)
                    .satisfies(
                        failure ->
                            assertThat(Throwables.getStackTrace(failure))
                                .doesNotContain(FIRST, SECOND)));
  }

  private Path passwordFile(String password) throws Exception {
    Path written = Files.writeString(directory.resolve("next"), password + "\n");
    return Files.move(written, directory.resolve("password"), StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void passwordThatWasChangedIsReadAnewWithoutARestart() throws Exception {
    RedisServer server = server();
    Path file = passwordFile(FIRST);
    FlagCacheProvider worker =
        opened(
            FlagCacheProvider.open(
                "redis://%s@%s/3?passwordFile=%s&decisionDeadline=3s&serviceKey=%s"
                    .formatted(user, server.address(), file, user)));
    awaitAnswer(worker);

    letIn(SECOND, server);
    awaitAnswer(worker); // On the connection that is open.
    cutConnections(server);
    awaitFailure(worker, "refuses the user or the password");

    passwordFile(SECOND);
    awaitAnswer(worker);
  }

  /** Redisson itself would send PING and SELECT meanwhile, which the server refuses. */
  @Test
  void connectionWaitsForItsCredentials() {
    RedisServer server = server();
    CountDownLatch connected = new CountDownLatch(1);
    try (TcpRelay relay = new TcpRelay("127.0.0.1", server.port())) {
      CompletableFuture<FlagCacheProvider> building =
          CompletableFuture.supplyAsync(
              () ->
                  TestStores.patient()
                      .url("redis://127.0.0.1:" + relay.port() + "/3")
                      .serviceKey(user)
                      .credentialsProvider(
                          () -> {
                            connected.await();
                            return Credentials.of(user, FIRST);
                          })
                      .build());
      Awaitility.await().until(() -> relay.connections() > 0);
      connected.countDown();

      FlagCacheProvider worker = opened(building.join());
      awaitAnswer(worker);

      server.command("CLIENT", "KILL", "USER", user);
      awaitAnswer(worker);
    }
  }

  @Test
  void providerThatFailsOrHangsIsAnOutageThatEndsWithIt() {
    RedisServer server = server();
    AtomicReference<RuntimeException> failure =
        new AtomicReference<>(new CredentialsUnavailableException("The vault is sealed"));
    CountDownLatch hang = new CountDownLatch(1);
    FlagCacheProvider worker =
        opened(
            builder("redis://" + user + "@" + server.address())
                .credentialsProvider(
                    () -> {
                      RuntimeException thrown = failure.get();
                      if (thrown != null) {
                        throw thrown;
                      }
                      hang.await();
                      return Credentials.ofPassword(FIRST);
                    })
                .build());

    awaitFailure(worker, "The vault is sealed");
    failure.set(null);
    awaitFailure(worker, "the provider of them did not answer within");
    hang.countDown();
    awaitAnswer(worker);

    failure.set(new CredentialsUnavailableException("The vault is sealed again"));
    cutConnections(server);
    awaitFailure(worker, "The vault is sealed again");
    failure.set(null);
    awaitAnswer(worker);
  }

  @Test
  void tokenGoesByTlsAlone() {
    TlsFiles files = new TlsFiles();
    int port = ServerProcesses.freePort();
    RedisServer server =
        RedisTestServers.started(() -> RedisServer.start(files.redisArguments(port)));
    servers.add(server);
    letIn(FIRST, server);
    CredentialsProvider token =
        new CredentialsProvider() {
          @Override
          public Credentials resolveCredentials() {
            return Credentials.of(user, FIRST);
          }

          @Override
          public boolean requiresTls() {
            return true;
          }
        };

    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder("redis://" + server.address()).credentialsProvider(token).build())
        .withMessageContaining("rediss://");
    awaitAnswer(
        opened(
            TestStores.patient()
                .url("rediss://localhost:" + port)
                .truststore(files.truststore())
                .truststorePassword(TlsFiles.PASSWORD)
                .serviceKey(user)
                .credentialsProvider(token)
                .build()));
    assertThat(String.valueOf(server.command("CLIENT", "LIST"))).contains("user=" + user);
  }

  @Test
  void eachNodeOfAClusterIsConnectedToWithThem() {
    RedisCluster cluster = RedisTestServers.cluster();
    letIn(FIRST, cluster.nodes().toArray(RedisServer[]::new));
    FlagCacheProvider worker =
        opened(
            TestStores.patient()
                .url("redis+cluster://" + cluster.addresses())
                .serviceKey(user)
                .credentialsProvider(() -> Credentials.of(user, FIRST))
                .build());

    awaitAnswer(worker);
    assertThat(cluster.nodes())
        .allSatisfy(
            node ->
                assertThat(String.valueOf(node.command("CLIENT", "LIST")))
                    .contains("user=" + user));
  }

  @Test
  void sentinelsThatAskForNoneAreGivenNone() {
    RedisSentinels sentinels = RedisTestServers.sentinels();
    letIn(FIRST, sentinels.servers().toArray(RedisServer[]::new));

    awaitAnswer(
        opened(
            TestStores.patient()
                .url("redis+sentinel://" + sentinels.addresses() + "/" + sentinels.masterName())
                .serviceKey(user)
                .credentialsProvider(() -> Credentials.of(user, FIRST))
                .build()));
  }

  /** Their own password, or else that of the servers. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void sentinelsThatAskForOneAreGivenIt(boolean ofTheirOwn) throws Exception {
    RedisServer server = server();
    String password = ofTheirOwn ? "of-the-sentinel" : FIRST;
    Path config =
        Files.writeString(
            directory.resolve("sentinel.conf"),
            "sentinel monitor flags 127.0.0.1 %d 1\nsentinel auth-pass flags %s\n"
                .formatted(server.port(), server.password()));
    RedisServer sentinel =
        RedisTestServers.started(
            () -> RedisServer.startWithPassword(password, config.toString(), "--sentinel"));
    servers.add(sentinel);
    RedisFlagCacheBuilder builder =
        TestStores.patient()
            .url("redis+sentinel://" + sentinel.address() + "/flags")
            .user(user)
            .serviceKey(user)
            .credentialsProvider(() -> Credentials.ofPassword(FIRST));

    awaitAnswer(opened((ofTheirOwn ? builder.sentinelPassword(password) : builder).build()));
  }
}
