package io.flagcache.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagcache.core.FlagCacheProvider;
import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.TcpRelay;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Servers that accept and say nothing, whatever driver stands between, and none of its time-outs.
 */
@Timeout(300)
@ExtendWith(TakesTurns.class)
@Execution(ExecutionMode.CONCURRENT)
@ParameterizedClass(name = "{0}, {1}")
@MethodSource("drivers")
class JdbcSilentServerTest {

  /** What hung for ever is told from what a busy machine took longer for. */
  private static final Duration FAR_BELOW_FOR_EVER = Duration.ofSeconds(60);

  /** How a driver wraps the database's. */
  enum Wrapping {
    NONE,
    FAITHFUL,
    IGNORANT;

    String around(String url) {
      return switch (this) {
        case NONE -> url;
        case FAITHFUL -> WrappingDriver.FAITHFUL.around(url);
        case IGNORANT -> WrappingDriver.IGNORANT.around(url);
      };
    }
  }

  private final TestTables tables;
  private final TcpRelay relay;
  private final String url;
  private final String serviceKey = "key-" + UUID.randomUUID();
  private @Nullable FlagCacheProvider worker;

  JdbcSilentServerTest(TestDatabase database, Wrapping wrapping) {
    tables = database.shared().tables();
    relay = tables.server.relay();
    url = wrapping.around(tables.server.url(relay));
  }

  static Stream<Arguments> drivers() {
    return TestDatabase.processes()
        .flatMap(
            database ->
                Stream.of(Wrapping.values()).map(wrapping -> Arguments.of(database, wrapping)));
  }

  @AfterEach
  final void end() throws Exception {
    // What hangs ends with its connection.
    relay.close();
    if (worker != null) {
      ignoringFailure(worker.shutdown());
    }
    tables.forget(List.of(serviceKey));
  }

  private static void ignoringFailure(CompletionStage<?> stage) throws Exception {
    stage.exceptionally(failure -> null).toCompletableFuture().get(1, TimeUnit.MINUTES);
  }

  private void build() {
    worker =
        JdbcFlagCache.builder()
            .url(url)
            .leaseTable(tables.lease)
            .entryTable(tables.entry)
            .serviceKey(serviceKey)
            .decisionDeadline(Duration.ofSeconds(2))
            .transferDeadline(Duration.ofSeconds(3))
            .build();
  }

  private boolean fetches() throws Exception {
    return Objects.requireNonNull(worker).shouldFetchFlagDefinitions().get(1, TimeUnit.MINUTES);
  }

  private void awaitAnswer() {
    Awaitility.await()
        .atMost(FAR_BELOW_FOR_EVER)
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptions()
        .until(() -> Optional.of(fetches()), Optional::isPresent);
  }

  @Test
  void buildReturnsOnASilentServerAndItsProviderWorksOnceItSpeaks() throws Exception {
    relay.withholdReplies();
    long begin = System.nanoTime();
    build();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(FAR_BELOW_FOR_EVER);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(this::fetches).isInstanceOf(ExecutionException.class);
    }

    // Those that hang go on hanging.
    relay.freeze();
    relay.letRepliesThrough();

    awaitAnswer();
  }

  @Test
  void connectionThatFallsSilentForEverIsReplaced() throws Exception {
    build();
    awaitAnswer();

    relay.freeze();

    awaitAnswer();
    relay.freeze();
    awaitAnswer();
  }
}
