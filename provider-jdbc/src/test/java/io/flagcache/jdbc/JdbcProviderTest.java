package io.flagcache.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.FlagDefinitionCacheProviders;
import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.database.TestServer;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.util.Throwables;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole provider on a database, as an application gets it. */
@Timeout(300)
@ExtendWith(TakesTurns.class)
@Execution(ExecutionMode.CONCURRENT)
@ParameterizedClass(name = "{0}")
@MethodSource("io.flagcache.jdbc.TestDatabase#all")
class JdbcProviderTest {

  private final TestDatabase database;
  private final List<FlagDefinitionCacheProvider> open = new ArrayList<>();
  private final String serviceKey = "key-" + UUID.randomUUID();
  private TestServer server;
  private TestTables tables;

  JdbcProviderTest(TestDatabase database) {
    this.database = database;
  }

  @BeforeEach
  final void nameTables() throws SQLException {
    tables = database.newTables();
    server = tables.server;
  }

  @AfterEach
  final void close() throws Exception {
    for (FlagDefinitionCacheProvider provider : open) {
      answer(provider.shutdown());
    }
    if (tables != null) {
      tables.close();
    }
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.contains(serviceKey)));
  }

  /** The server's URL with parameters of ours, separated as its own are. */
  private String url(String... parameters) {
    return withParameters(server.url(), parameters);
  }

  private String withParameters(String url, String... parameters) {
    String separator = url.startsWith("jdbc:h2:") ? ";" : "&";
    StringBuilder all = new StringBuilder(url);
    for (String parameter : parameters) {
      all.append(separator).append("flagcache.").append(parameter);
    }
    return all.append(separator)
        .append("flagcache.leaseTable=" + tables.lease)
        .append(separator)
        .append("flagcache.entryTable=" + tables.entry)
        .append(separator)
        .append("flagcache.serviceKey=" + serviceKey)
        .toString();
  }

  private FlagDefinitionCacheProvider create(String... parameters) {
    return opened(FlagDefinitionCacheProviders.create(url(parameters)));
  }

  /** With the longest deadlines that there may be. */
  private static String[] patiently(String... parameters) {
    return Stream.concat(
            Stream.of("decisionDeadline=9s", "transferDeadline=9s"), Stream.of(parameters))
        .toArray(String[]::new);
  }

  private FlagDefinitionCacheProvider worker() {
    return create(patiently("createSchema=true"));
  }

  private FlagDefinitionCacheProvider opened(FlagDefinitionCacheProvider provider) {
    open.add(provider);
    return provider;
  }

  private static <T> T answer(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(1, TimeUnit.MINUTES);
  }

  private static boolean fetches(FlagDefinitionCacheProvider provider) throws Exception {
    return answer(provider.shouldFetchFlagDefinitions());
  }

  private static Optional<FlagDefinitionCacheData> read(FlagDefinitionCacheProvider provider)
      throws Exception {
    return answer(provider.getFlagDefinitions());
  }

  private static FlagDefinitionCacheData document(String text) {
    return FlagDefinitionCacheData.of(
        Map.of(
            "flags",
            List.of(Map.of("key", "a-flag", "text", text, "large", 9_007_199_254_740_993L)),
            "property_matching_version",
            2));
  }

  private FlagDefinitionCacheProvider leaderThatPublished(FlagDefinitionCacheData data)
      throws Exception {
    FlagDefinitionCacheProvider leader = worker();
    assertThat(fetches(leader)).isTrue();
    Awaitility.await()
        .ignoreExceptions()
        .until(
            () -> {
              answer(leader.onFlagDefinitionsReceived(data));
              return true;
            });
    return leader;
  }

  @Test
  void followersReadWhatTheLeaderPublished() throws Exception {
    FlagDefinitionCacheData data = document("\uD83D\uDE00 and \u0000");
    FlagDefinitionCacheProvider leader = leaderThatPublished(data);
    FlagDefinitionCacheProvider follower = worker();

    assertThat(fetches(follower)).isFalse();
    assertThat(read(follower)).contains(data);
    assertThat(fetches(follower)).isFalse();
    assertThat(fetches(leader)).isTrue();
  }

  @Test
  void nextWorkerLeadsAfterAShutdown() throws Exception {
    FlagDefinitionCacheProvider leader = leaderThatPublished(document("a"));
    FlagDefinitionCacheProvider follower = worker();
    fetches(follower);

    answer(leader.shutdown());

    assertThat(fetches(follower)).isTrue();
    assertThat(read(follower)).contains(document("a"));
  }

  @Test
  void followersPollIsOneStatementThatMovesNoPayload() throws Exception {
    FlagDefinitionCacheProvider leader = leaderThatPublished(document("x".repeat(100_000)));
    RecordingDataSource recording = tables.connections();
    FlagDefinitionCacheProvider follower =
        opened(tables.builder().dataSource(recording).serviceKey(serviceKey).build());
    fetches(follower);
    FlagDefinitionCacheData first = read(follower).orElseThrow();
    recording.forget();

    assertThat(fetches(follower)).isFalse();
    assertThat(read(follower).orElseThrow()).isSameAs(first);

    assertThat(recording.statements()).singleElement().asString().startsWith("select");
    assertThat(recording.payloadBytes()).isZero();
    assertThat(fetches(leader)).isTrue();
  }

  // Bad input

  @ParameterizedTest
  @CsvSource({
    "leese=90s,                   leese",
    "pollInterval=-30s,           pollInterval",
    "pollInterval=soon,           pollInterval",
    "lease=30s,                   pollInterval",
    "entryTtl=1s,                 entryTtl",
    "decisionDeadline=10s,        decisionDeadline",
    "maxDocumentBytes=7,          maxDocumentBytes",
    "role=boss,                   role",
    "createSchema=yes,            createSchema",
    "dialect=oracle,              dialect",
    "schema=a%3Bdrop,             schema",
    "serviceKey=twice,            serviceKey",
  })
  void badParameterIsNamedAndNoSecretIsShown(String parameter, String named) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> create(parameter))
        .withMessageContaining(named)
        .satisfies(this::showsNoPassword);
  }

  private void showsNoPassword(Throwable failure) {
    String password = server.url().replaceFirst("(?is).*password=([^;&]*).*", "$1");
    if (!password.isEmpty()) {
      assertThat(Throwables.getStackTrace(failure)).doesNotContain(password);
    }
  }

  @Test
  void parameterBehindAWrongSeparatorIsAnError() {
    String separator = server.url().startsWith("jdbc:h2:") ? "&" : ";";

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                FlagDefinitionCacheProviders.create(
                    server.url() + separator + "flagcache.serviceKey=a"))
        .withMessageContaining("separator");
  }

  @Test
  void missingTableIsAnErrorThatNamesItAndTheFile() {
    assertThatIllegalStateException()
        .isThrownBy(() -> create(patiently()))
        .withMessageContaining(tables.lease)
        .withMessageContaining("io/flagcache/jdbc/ddl/")
        .satisfies(this::showsNoPassword);
  }

  @Test
  void wrongCredentialsAreAnErrorThatDoesNotShowThem() {
    String wrong = server.url().replaceFirst("(?i)(password=)[^;&]*", "$1wrong-one-of-mine");

    assertThatIllegalStateException()
        .isThrownBy(() -> FlagDefinitionCacheProviders.create(withParameters(wrong, patiently())))
        .withMessageContaining("login")
        .satisfies(
            failure ->
                assertThat(Throwables.getStackTrace(failure)).doesNotContain("wrong-one-of-mine"));
  }

  @Test
  void userAndPasswordMayStandAmongOurParameters() throws Exception {
    String user = server.url().replaceFirst("(?is).*user=([^;&]*).*", "$1");
    String password = server.url().replaceFirst("(?is).*password=([^;&]*).*", "$1");
    String bare =
        server
            .url()
            .replaceFirst("(?i)user=[^;&]*[;&]?", "")
            .replaceFirst("(?i)password=[^;&]*", "");

    FlagDefinitionCacheProvider provider =
        opened(
            FlagDefinitionCacheProviders.create(
                withParameters(
                    bare, patiently("user=" + user, "password=" + password, "createSchema=true"))));

    assertThat(fetches(provider)).isTrue();
  }

  @Test
  void damagedRowIsAbsentAndTheLeaderHealsIt() throws Exception {
    FlagDefinitionCacheProvider leader = leaderThatPublished(document("a"));
    setPayload(new byte[] {1, 2, 3});
    FlagDefinitionCacheProvider follower = worker();
    fetches(follower);

    assertThat(read(follower)).isEmpty();
    assertThat(fetches(leader)).isTrue();

    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> read(follower).equals(Optional.of(document("a"))));
  }

  @Test
  void rowOfANewerFormatIsLeftAlone() throws Exception {
    leaderThatPublished(document("a"));
    byte[] newer =
        ByteBuffer.allocate(40)
            .put("FLGC".getBytes("US-ASCII"))
            .put((byte) 9)
            .put((byte) 9)
            .array();
    setPayload(newer);
    FlagDefinitionCacheProvider follower = worker();
    fetches(follower);

    assertThat(read(follower)).isEmpty();
    assertThat(read(follower)).isEmpty();

    assertThat(payload()).isEqualTo(newer);
  }

  @Test
  void documentOverTheLimitIsAnErrorAndTheOldOneStays() throws Exception {
    FlagDefinitionCacheProvider leader =
        create(patiently("createSchema=true", "maxDocumentBytes=2048"));
    fetches(leader);
    answer(leader.onFlagDefinitionsReceived(document("a")));

    assertThatThrownBy(() -> answer(leader.onFlagDefinitionsReceived(document("x".repeat(4096)))))
        .hasMessageContaining("2048");

    FlagDefinitionCacheProvider follower = worker();
    fetches(follower);
    assertThat(read(follower)).contains(document("a"));
  }

  private void setPayload(byte[] payload) throws SQLException {
    try (Connection connection = server.connect();
        PreparedStatement update =
            connection.prepareStatement(
                "update " + tables.entry + " set payload = ? where service_key = ?")) {
      update.setBytes(1, payload);
      update.setString(2, serviceKey);
      assertThat(update.executeUpdate()).isEqualTo(1);
    }
  }

  private byte[] payload() throws SQLException {
    try (Connection connection = server.connect();
        PreparedStatement query =
            connection.prepareStatement(
                "select payload from " + tables.entry + " where service_key = ?")) {
      query.setString(1, serviceKey);
      try (var rows = query.executeQuery()) {
        assertThat(rows.next()).isTrue();
        return rows.getBytes(1);
      }
    }
  }
}
