package io.flagcache.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.FlagDefinitionCacheProviders;
import io.flagcache.core.FlagCacheProviderFactory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * A password in any place of a URL is in no failure, no log, no name and no answer of a command.
 * Nobody listens where the URLs point to. In them {@code {upper}} and {@code {lower}} stand for the
 * encoded password, {@code {twice}} for one that is encoded again, {@code {raw}} for itself.
 */
class SecretsNeverShowTest {

  private static final String PASSWORD = "hid/den&word";

  private final LogOfAll log = new LogOfAll();
  private final StringWriter shown = new StringWriter();

  @TempDir private Path folder;

  @BeforeEach
  void listenToAllLogs() {
    System.setProperty("aws.accessKeyId", "any");
    System.setProperty("aws.secretAccessKey", "any");
    log.start();
    root().setLevel(Level.INFO);
    root().addAppender(log);
  }

  @AfterEach
  void listenNoMore() {
    root().detachAppender(log);
    root().setLevel(Level.OFF);
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  static Stream<String> urls() {
    return Stream.concat(Stream.of(REDIS, DYNAMODB), Stream.of(DATABASES, OTHERS))
        .flatMap(List::stream);
  }

  private static final List<String> REDIS =
      List.of(
          "redis://app:{upper}@127.0.0.1:1",
          "REDIS://:{lower}@127.0.0.1:1/0",
          "rediss://app:{upper}@127.0.0.1:1",
          "redis+sentinel://app:{upper}@127.0.0.1:1/main?sentinelPassword={lower}",
          "redis+cluster://:{lower}@127.0.0.1:1,127.0.0.1:2",
          "redis://127.0.0.1:1?user=app&password={upper}",
          "redis://127.0.0.1:1?%70assword={lower}",
          "redis://127.0.0.1:1?pasword={upper}",
          "redis://127.0.0.1:1?PASSWORD={upper}",
          "redis://127.0.0.1:1?role=reader;password={upper}",
          "redis://app:{upper}@127.0.0.1:99999",
          "redis://app:{raw}@127.0.0.1:1",
          "redis://{upper}@127.0.0.1:1",
          "redis://app:{upper}@127.0.0.1:1?role={upper}",
          "redis://app:{upper}@127.0.0.1:1?keyPrefix={lower}",
          "redis://app:{upper}@127.0.0.1:1?{lower}=1",
          "rediss://127.0.0.1:1?truststore=/nosuch&truststorePassword={upper}",
          "redis+config://app:{upper}@127.0.0.1/redisson.yaml?password={upper}");

  private static final List<String> DATABASES =
      List.of(
          "jdbc:postgresql://127.0.0.1:1/db?user=app&password={upper}",
          "jdbc:postgresql://127.0.0.1:1/db?user=app&flagcache.password={lower}",
          "jdbc:postgresql://127.0.0.1:1/db?user=app;password={upper}",
          "jdbc:postgresql://app:{upper}@127.0.0.1:1/db",
          "jdbc:postgresql://127.0.0.1:1/db?flagcache.pasword={upper}",
          "jdbc:mariadb://127.0.0.1:1/db?user=app&password={upper}",
          "jdbc:mariadb://app:{upper}@127.0.0.1:1/db",
          "jdbc:mariadb://address=(host=127.0.0.1)(port=1)(user=app)(password={raw})/db",
          "jdbc:h2:tcp://127.0.0.1:1/db;USER=app;PASSWORD={raw}",
          "jdbc:h2:tcp://127.0.0.1:1/db;user=app;PassWord={raw};NOSUCH=1",
          "jdbc:h2:mem:secrets;USER=app;PASSWORD={raw}",
          "jdbc:h2:mem:secrets;USER=app;PASSWORD={raw};INIT=NOSUCH '{raw}'",
          "jdbc:h2:mem:secrets;PASSWORD={raw}?flagcache.role=reader",
          "jdbc:h2:mem:secrets;flagcache.password={upper};flagcache.role={upper}",
          "jdbc:nosuch://app:{upper}@127.0.0.1:1/db?password={upper}");

  private static final List<String> DYNAMODB =
      List.of(
          "dynamodb://flags?region=eu-west-1&endpoint=http://app:{upper}@127.0.0.1:1/x",
          "dynamodb://flags?region=eu-west-1&endpoint=http://app:{twice}@127.0.0.1:1",
          "dynamodb://flags?region=eu-west-1&endpoint=HTTP://app:{lower}@127.0.0.1:1",
          "dynamodb://flags?region=eu-west-1&endpoint=http%3A%2F%2Fapp%3A{twice}%40127.0.0.1%3A1",
          "dynamodb://flags?region=eu-west-1&endpoint=http://127.0.0.1:1/?token%3D{twice}",
          "dynamodb://flags?region=eu-west-1&endpoint=app:{upper}@127.0.0.1:1",
          "dynamodb://flags?region=eu-west-1&endpoint=://app:{upper}@127.0.0.1:1",
          "dynamodb://flags?regoin=eu-west-1&endpoint=http://app:{twice}@127.0.0.1:1",
          "dynamodb://app:{upper}@flags?region=eu-west-1",
          "dynamodb://flags?region=eu-west-1&secretAccessKey={upper}");

  private static final List<String> OTHERS =
      List.of(
          "hazelcast://app:{upper}@127.0.0.1:1",
          "hazelcast://dev@127.0.0.1:1?password={upper}",
          "hazelcast://dev@127.0.0.1:1?map=a&token={lower}&map=b",
          "hazelcast+config:/nosuch/hazelcast.yaml?password={upper}",
          "memory:secrets?password={upper}",
          "memory://app:{upper}@secrets",
          "mongo://app:{upper}@127.0.0.1:1?password={lower}",
          "{raw}",
          "app:{raw}@127.0.0.1");

  @ParameterizedTest
  @MethodSource("urls")
  void aProviderShowsNoSecret(String template) throws Exception {
    String url =
        FlagCacheProviderFactory.read(url(template))
            .with(Map.of("decisionDeadline", "500ms", "transferDeadline", "1s"))
            .text();
    try {
      use(FlagDefinitionCacheProviders.create(url));
    } catch (IllegalArgumentException | IllegalStateException e) {
      shown.write(Throwables.getStackTrace(e));
    }

    assertNothingShows();
  }

  private void use(FlagDefinitionCacheProvider provider) throws Exception {
    shown.write(provider + "\n");
    answer(provider.shouldFetchFlagDefinitions());
    answer(provider.getFlagDefinitions());
    answer(
        provider.onFlagDefinitionsReceived(FlagDefinitionCacheData.of(Map.of("flags", List.of()))));
    answer(provider.shutdown());
    shown.write(provider + "\n");
  }

  private void answer(CompletionStage<?> stage) throws Exception {
    try {
      stage.toCompletableFuture().get(1, TimeUnit.MINUTES);
    } catch (ExecutionException e) {
      shown.write(Throwables.getStackTrace(e));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"singleServerConfig:\n  address: redis://127.0.0.1:1\n  password: '{raw}'\n"})
  void aConfigurationFileOfRedissonShowsNoSecret(String text) throws Exception {
    Path file = Files.writeString(folder.resolve("redisson.yaml"), url(text));

    aProviderShowsNoSecret("redis+config:" + file + "?serviceKey=a");
  }

  @Test
  void aConfigurationFileOfHazelcastShowsNoSecret() throws Exception {
    String text =
        """
        hazelcast-client:
          network:
            cluster-members: ["127.0.0.1:1"]
            ssl:
              enabled: true
              properties:
                keyStorePassword: '{raw}'
          connection-strategy:
            connection-retry:
              cluster-connect-timeout-millis: 100
        """;
    Path file = Files.writeString(folder.resolve("hazelcast.yaml"), url(text));

    aProviderShowsNoSecret("hazelcast+config:" + file + "?serviceKey=a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://app:{upper}@127.0.0.1:1?role={lower}",
        "redis://app:{upper}@127.0.0.1:1?decisionDeadline=500ms&transferDeadline=1s",
        "jdbc:mariadb://app:{upper}@127.0.0.1:1/db?password={lower}",
        "jdbc:h2:mem:secrets;USER=app;PASSWORD={raw};INIT=NOSUCH '{raw}'",
        "dynamodb://flags?region=eu-west-1&endpoint=http://app:{twice}@127.0.0.1:1",
        "hazelcast://app:{upper}@127.0.0.1:1",
        "memory://app:{upper}@secrets",
        "faulty:x?password={upper}",
        "mongo://app:{upper}@127.0.0.1:1"
      })
  void aCommandShowsNoSecret(String template) {
    for (List<String> command :
        List.of(
            List.of("status"),
            List.of("doctor"),
            List.of("doctor", "--json"),
            List.of("sync", "--host", url("ftp://app:{upper}@h"), "--token", "t"),
            List.of("conformance", "--rule", "E1", "--url", url(template)),
            List.of("demo", "--url", url(template)),
            List.of("demo", "--host", url("ftp://app:{upper}@h")))) {
      int exit =
          FlagcacheCommand.commandLine(
                  Map.of("FLAGCACHE_URL", url(template), "POSTHOG_SECRET_KEY", PASSWORD))
              .setOut(new PrintWriter(shown, true))
              .setErr(new PrintWriter(shown, true))
              .execute(command.toArray(String[]::new));
      assertThat(exit).as(command + ": " + shown).isNotZero();
    }

    assertThat(shown.toString()).isNotEmpty();
    assertNothingShows();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://app:{upper}@127.0.0.1:1?sentinel=x",
        "redis://app:{upper}@127.0.0.1:1",
        "jdbc:postgresql://127.0.0.1:1/db?user=app&password={upper}",
        "dynamodb://flags?region=eu-west-1&endpoint=http://app:{twice}@127.0.0.1:1",
      })
  void syncShowsNoSecretInItsLogAndItsHealth(String template) throws Exception {
    try (RunningSync sync =
        RunningSync.start(
            folder.resolve("log"),
            Map.of(
                "FLAGCACHE_URL",
                url(template),
                "POSTHOG_SECRET_KEY",
                "phs_hid/den&word",
                "AWS_ACCESS_KEY_ID",
                "any",
                "AWS_SECRET_ACCESS_KEY",
                "any"),
            "--host",
            "http://127.0.0.1:1",
            "--token",
            "phc_1",
            "--log-level",
            "debug",
            "--poll-interval",
            "1s")) {
      await()
          .until(
              () ->
                  sync.hasEnded()
                      || (sync.get("/health/ready").startsWith("503")
                          && !sync.get("/health/ready").contains("no poll has ended yet")));
      shown.write(sync.get("/health/ready"));
      shown.write(sync.get("/metrics"));
      shown.write(sync.log());
    }

    assertNothingShows();
  }

  private void assertNothingShows() {
    String all = shown + "\n" + String.join("\n", log.lines);
    for (String form : List.of(all, decoded(all), decoded(decoded(all)))) {
      assertThat(form.toLowerCase(Locale.ROOT))
          .doesNotContain(PASSWORD, PASSWORD.replace("/", "\\/"), "hid/den", "den&word");
    }
  }

  private static String decoded(String text) {
    return URLDecoder.decode(
        text.replaceAll("%(?![0-9a-fA-F]{2})", "%25"), StandardCharsets.ISO_8859_1);
  }

  private static String url(String template) {
    return template
        .replace("{upper}", "hid%2Fden%26word")
        .replace("{lower}", "hid%2fden%26word")
        .replace("{twice}", "hid%252Fden%2526word")
        .replace("{raw}", PASSWORD);
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  /** Keeps what would be written, stack traces included. */
  private static final class LogOfAll extends AppenderBase<ILoggingEvent> {

    private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
      lines.add(event.getFormattedMessage());
      if (event.getThrowableProxy() instanceof ThrowableProxy proxy) {
        lines.add(Throwables.getStackTrace(proxy.getThrowable()));
      }
    }
  }
}
