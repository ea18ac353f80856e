package io.flagcache.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.core.FlagCacheProvider;
import io.flagcache.core.credentials.Credentials;
import io.flagcache.core.credentials.CredentialsUnavailableException;
import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.Workers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.util.Throwables;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Passwords that change while a worker runs, by what the databases themselves do then. */
@ExtendWith(TakesTurns.class)
@Execution(ExecutionMode.CONCURRENT)
@ParameterizedClass(name = "{0}")
@MethodSource("databases")
class JdbcCredentialsTest {

  private static final String FIRST = "first-pass-1";
  private static final String SECOND = "second-pass-2";

  private final TestDatabase database;
  private final String user = "u" + UUID.randomUUID().toString().substring(0, 8);
  private final List<FlagDefinitionCacheProvider> open = new ArrayList<>();
  @TempDir private Path directory;
  private TestTables tables;

  JdbcCredentialsTest(TestDatabase database) {
    this.database = database;
  }

  static Stream<TestDatabase> databases() {
    return Stream.of(TestDatabase.POSTGRESQL, TestDatabase.MARIADB, TestDatabase.MYSQL_DRIVER);
  }

  @BeforeEach
  void createUser() throws Exception {
    database.assumeAvailable();
    tables = database.newTables();
    tables.execute(
        isPostgres()
            ? "create role " + user + " login superuser password '" + FIRST + "'"
            : "create user " + user + "@localhost identified by '" + FIRST + "'");
    if (!isPostgres()) {
      tables.execute("grant all on *.* to " + user + "@localhost");
    }
  }

  @AfterEach
  void close() {
    open.forEach(Workers::shutDown);
    if (tables != null) {
      tables.close();
      tables.execute(
          isPostgres() ? "drop role if exists " + user : "drop user " + user + "@localhost");
    }
  }

  private boolean isPostgres() {
    return database == TestDatabase.POSTGRESQL;
  }

  private void changePassword(String password) {
    tables.execute(
        isPostgres()
            ? "alter role " + user + " password '" + password + "'"
            : "alter user " + user + "@localhost identified by '" + password + "'");
  }

  /** As a server does that restarts. */
  private void cutConnections() {
    tables.execute(
        isPostgres()
            ? "select pg_terminate_backend(pid) from pg_stat_activity where usename = '"
                + user
                + "'"
            : "kill user " + user + "@localhost");
  }

  private String url() {
    return database
        .shared()
        .server
        .url()
        .replaceFirst("([?&])user=[^&]*&password=[^&]*", "$1user=" + user);
  }

  private FlagCacheProvider worker(UnaryOperator<JdbcFlagCacheBuilder> credentials) {
    FlagCacheProvider worker =
        credentials
            .apply(tables.builder().url(url()).decisionDeadline(Duration.ofSeconds(3)))
            .serviceKey(user)
            .build();
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
    Path file = passwordFile(FIRST);
    FlagCacheProvider worker =
        FlagCacheProvider.open(
            String.join(
                "&",
                url(),
                "flagcache.passwordFile=" + file,
                "flagcache.createSchema=true",
                "flagcache.leaseTable=" + tables.lease,
                "flagcache.entryTable=" + tables.entry,
                "flagcache.decisionDeadline=3s",
                "flagcache.serviceKey=" + user));
    open.add(worker);
    awaitAnswer(worker);

    changePassword(SECOND);
    awaitAnswer(worker); // On the connection that is open.
    cutConnections();
    awaitFailure(worker, "correct user and password");

    passwordFile(SECOND);
    awaitAnswer(worker);
  }

  @Test
  void credentialsOfTheMomentAreAskedForWithTheUser() {
    Map<String, String> vault = new ConcurrentHashMap<>(Map.of(user, FIRST));
    FlagCacheProvider worker =
        worker(
            builder ->
                builder
                    .url(url().replaceFirst("[?&]user=[^&]*$", ""))
                    .user("nobody")
                    .credentialsProvider(() -> Credentials.of(user, vault.getOrDefault(user, ""))));
    awaitAnswer(worker);

    changePassword(SECOND);
    vault.put(user, SECOND);
    cutConnections();
    awaitAnswer(worker);
  }

  @Test
  void providerThatFailsOrHangsIsAnOutageThatEndsWithIt() {
    AtomicReference<RuntimeException> failure =
        new AtomicReference<>(new CredentialsUnavailableException("The vault is sealed"));
    CountDownLatch hang = new CountDownLatch(1);
    FlagCacheProvider worker =
        worker(
            builder ->
                builder.credentialsProvider(
                    () -> {
                      RuntimeException thrown = failure.get();
                      if (thrown != null) {
                        throw thrown;
                      }
                      hang.await();
                      return Credentials.ofPassword(FIRST);
                    }));

    awaitFailure(worker, "The vault is sealed");
    failure.set(null);
    awaitFailure(worker, "the provider of them did not answer within");
    hang.countDown();
    awaitAnswer(worker);
  }
}
