package io.flagcache.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagcache.core.FlagCacheProvider;
import io.flagcache.dynamodb.DynamoDbFront.Behaviour;
import io.flagcache.dynamodb.DynamoDbFront.Refusal;
import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * What passes is an outage and heals without a restart; what lasts fails at the start and says what
 * to do. In flight both are tried again.
 */
@ExtendWith(TakesTurns.class)
@Execution(ExecutionMode.CONCURRENT)
class DynamoDbFailuresTest {

  private final String serviceKey = SharedTable.newServiceKey();
  private volatile String code = "";
  private volatile String text = "told by the service";
  private DynamoDbFront front;
  private DynamoDbClient client;

  @BeforeEach
  void start() throws IOException {
    front =
        new DynamoDbFront(
            SharedTable.get().server(),
            new Behaviour() {
              @Override
              public Optional<Refusal> refusal(String operation, String signedAt) {
                return code.isEmpty() ? Optional.empty() : Optional.of(new Refusal(code, text));
              }
            });
    client = TestClients.of(front.port());
  }

  @AfterEach
  void stop() {
    if (front != null) {
      front.close();
      client.close();
    }
  }

  private DynamoDbFlagCacheBuilder builder() {
    return SharedTable.patient(client).serviceKey(serviceKey);
  }

  static Stream<String> lasting() {
    return Arrays.stream(LastingAnswer.values()).flatMap(each -> each.codes().stream()).sorted();
  }

  @ParameterizedTest
  @MethodSource("lasting")
  void whatLastsIsSaidAtTheStartAndTriedAgainInFlight(String lasting) {
    // The right to describe the table is not needed: a worker finds out at its first call.
    if (!lasting.equals("AccessDeniedException")) {
      code = lasting;
      assertThatThrownBy(() -> builder().build())
          .isExactlyInstanceOf(IllegalStateException.class)
          .hasMessageContaining(SharedTable.NAME)
          .hasMessageContaining("; ");
      code = "";
    }
    FlagCacheProvider worker = builder().build();
    code = lasting;
    assertThatThrownBy(() -> asks(worker))
        .hasCauseExactlyInstanceOf(IllegalStateException.class)
        .hasMessageContaining("; ");
    code = "";
    assertThat(asks(worker)).isTrue();
    Workers.shutDown(worker);
  }

  private static boolean asks(FlagCacheProvider worker) {
    return worker.shouldFetchFlagDefinitions().toCompletableFuture().join();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "InternalServerError",
        "ServiceUnavailable",
        "InternalFailure",
        "LimitExceededException",
        "ReplicatedWriteConflictException",
        "NobodyHasHeardOfThis"
      })
  void whatPassesIsAnOutageThatHeals(String passing) {
    code = passing;
    FlagCacheProvider worker = builder().build();
    assertThatThrownBy(() -> asks(worker)).hasMessageContaining("told by the service");
    code = "";
    assertThat(asks(worker)).isTrue();
    Workers.shutDown(worker);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ServiceUnavailable", "KMSDisabledException"})
  void whatTheServiceSaysBeginsNoLineAndIsObeyedByNoTerminal(String refusal) {
    FlagCacheProvider worker = builder().build();
    code = refusal;
    text = "x\\u001b[2J\\nforged \\u202e"; // As JSON has it.

    assertThatThrownBy(() -> asks(worker))
        .hasMessageContaining("x\\u001b[2J\\u000aforged \\u202e")
        .satisfies(
            failure ->
                assertThat(Throwables.getStackTrace(failure))
                    .doesNotContain("\u001b", "\nforged", "\u202e"));
    Workers.shutDown(worker);
  }

  @Test
  void documentationHasEachCode() throws IOException {
    String text = Files.readString(Path.of("../docs/dynamodb.md"));

    assertThat(lasting())
        .allSatisfy(each -> assertThat(text).containsPattern("\\b" + each + "\\b"));
  }
}
