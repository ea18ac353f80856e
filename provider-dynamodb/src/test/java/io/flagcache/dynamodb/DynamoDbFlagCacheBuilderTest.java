package io.flagcache.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.FlagDefinitionCacheProviders;
import io.flagcache.core.Role;
import io.flagcache.dynamodb.DynamoDbFront.Behaviour;
import io.flagcache.dynamodb.DynamoDbFront.Refusal;
import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.DynamoDbServer;
import io.flagcache.testservers.TcpRelay;
import io.flagcache.testservers.Workers;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

@ExtendWith(TakesTurns.class)
@Execution(ExecutionMode.CONCURRENT)
class DynamoDbFlagCacheBuilderTest {

  private static DynamoDbServer server() {
    return SharedTable.get().server();
  }

  @Test
  void settingsThatAreWrongAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DynamoDbFlagCache.builder().build())
        .withMessageContaining("no table");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DynamoDbFlagCache.builder().table("a b").build())
        .withMessageContaining("table is 'a b'");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                DynamoDbFlagCache.builder()
                    .table("flags")
                    .createTable(true)
                    .role(Role.READER)
                    .build())
        .withMessageContaining("createTable");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                DynamoDbFlagCache.builder()
                    .table("flags")
                    .client(TestClients.of(server().port()))
                    .endpoint(URI.create("http://localhost"))
                    .build())
        .withMessageContaining("set them on the client");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FlagDefinitionCacheProviders.create("dynamodb:flags"))
        .withMessageContaining("dynamodb://TABLE");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FlagDefinitionCacheProviders.create("dynamodb://flags?regoin=x"))
        .withMessageContaining("'regoin'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FlagDefinitionCacheProviders.create("dynamodb://flags?endpoint=a%20b"))
        .withMessageContaining("endpoint");
  }

  @Test
  void missingTableIsNamedWithTheFix() {
    assertThatThrownBy(
            () -> SharedTable.patient(SharedTable.get().admin()).table("missing").build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no DynamoDB table missing")
        .hasMessageContaining("createTable");
  }

  @Test
  void tableWithAnotherKeyIsNamed() {
    DynamoDbClient client = TestClients.of(server().port());
    client.createTable(
        request ->
            request
                .tableName("other-key")
                .attributeDefinitions(
                    AttributeDefinition.builder()
                        .attributeName("id")
                        .attributeType(ScalarAttributeType.N)
                        .build())
                .keySchema(
                    KeySchemaElement.builder().attributeName("id").keyType(KeyType.HASH).build())
                .billingMode(BillingMode.PAY_PER_REQUEST));

    assertThatThrownBy(() -> SharedTable.patient(client).table("other-key").build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("id=HASH N")
        .hasMessageContaining("pk (partition, string)");
  }

  @Test
  void tableIsCreatedOnRequestAndTheClientStaysOpen() {
    DynamoDbClient client = TestClients.of(server().port());
    FlagDefinitionCacheProvider worker =
        SharedTable.patient(client).table("created").createTable(true).build();

    assertThat(Workers.patiently(worker::shouldFetchFlagDefinitions)).isTrue();
    Workers.shutDown(worker);

    assertThat(client.describeTable(request -> request.tableName("created")).table())
        .satisfies(
            table ->
                assertThat(table.billingModeSummary().billingMode())
                    .isEqualTo(BillingMode.PAY_PER_REQUEST));
  }

  @Test
  void tableWhoseMakerDidNotComeToItLetsItemsExpire() {
    DynamoDbClient client = TestClients.of(server().port());
    SharedTable.patient(client).table("unfinished").createTable(true).build().shutdown().join();
    client.updateTimeToLive(
        request ->
            request
                .tableName("unfinished")
                .timeToLiveSpecification(
                    expiry -> expiry.attributeName("expiresAt").enabled(false)));

    SharedTable.patient(client).table("unfinished").createTable(true).build().shutdown().join();

    assertThat(
            client
                .describeTimeToLive(request -> request.tableName("unfinished"))
                .timeToLiveDescription()
                .timeToLiveStatus())
        .isIn(TimeToLiveStatus.ENABLED, TimeToLiveStatus.ENABLING);
  }

  @Test
  void serviceThatIsOutOfReachFailsTheStageAndNotTheBuild() {
    FlagDefinitionCacheProvider worker = SharedTable.patient(TestClients.of(1)).build();

    assertThatThrownBy(() -> worker.shouldFetchFlagDefinitions().toCompletableFuture().join())
        .hasMessageContaining("Connection refused");
    Workers.shutDown(worker);
  }

  @Test
  void regionThatDoesNotExistIsNamedInTheStage() {
    TestClients.setCredentials();
    FlagDefinitionCacheProvider worker =
        FlagDefinitionCacheProviders.create(
            "dynamodb://flags?region=mars-north-1&decisionDeadline=%s&transferDeadline=%s"
                .formatted(SharedTable.PATIENT, SharedTable.PATIENT));

    assertThatThrownBy(() -> worker.shouldFetchFlagDefinitions().toCompletableFuture().join())
        .hasMessageContaining("in mars-north-1")
        .hasMessageContaining("region")
        .hasMessageNotContaining(TestClients.SECRET);
    Workers.shutDown(worker);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UnrecognizedClientException",
        "ExpiredTokenException",
        "InvalidSignatureException"
      })
  void refusedCredentialsAreNamedWithoutBeingShown(String code) throws IOException {
    Refusal refusal = new Refusal(code, "x-amz-security-token:" + TestClients.SECRET);
    Behaviour refusing =
        new Behaviour() {
          @Override
          public Optional<Refusal> refusal(String operation, String signedAt) {
            return Optional.of(refusal);
          }
        };
    try (DynamoDbFront front = new DynamoDbFront(server(), refusing);
        DynamoDbClient client = TestClients.of(front.port())) {
      assertThatThrownBy(() -> SharedTable.patient(client).build())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("credentials are refused")
          .hasMessageContaining(code)
          .satisfies(e -> assertThat(stackTrace(e)).doesNotContain(TestClients.SECRET));
    }
  }

  @Test
  void tableIsCreatedLaterIfTheServiceIsOutOfReachAtTheStart() {
    try (TcpRelay relay = new TcpRelay("127.0.0.1", server().port());
        DynamoDbClient client = TestClients.of(relay.port())) {
      relay.refuse();
      FlagDefinitionCacheProvider worker =
          SharedTable.patient(client).table("later").createTable(true).build();
      relay.listen();

      assertThat(Workers.patiently(worker::shouldFetchFlagDefinitions)).isTrue();

      Workers.shutDown(worker);
    }
  }

  @Test
  void tableThatIsDeletedIsNamedAndUsedAgainOnceItIsBack() {
    DynamoDbClient client = TestClients.of(server().port());
    FlagDefinitionCacheProvider worker =
        SharedTable.patient(client).table("deleted").createTable(true).build();
    assertThat(Workers.patiently(worker::shouldFetchFlagDefinitions)).isTrue();
    client.deleteTable(request -> request.tableName("deleted"));

    assertThatThrownBy(() -> worker.shouldFetchFlagDefinitions().toCompletableFuture().join())
        .hasMessageContaining("There is no DynamoDB table deleted");

    SharedTable.patient(client)
        .table("deleted")
        .createTable(true)
        .build()
        .shutdown()
        .toCompletableFuture()
        .join();
    assertThat(Workers.patiently(worker::shouldFetchFlagDefinitions)).isTrue();
    Workers.shutDown(worker);
  }

  @Test
  void documentAboveTheLimitIsRefusedAndTheEntryStays() {
    FlagDefinitionCacheProvider worker =
        SharedTable.patient(SharedTable.get().admin())
            .serviceKey(SharedTable.newServiceKey())
            .maxDocumentBytes(1024)
            .build();
    worker.shouldFetchFlagDefinitions().toCompletableFuture().join();
    FlagDefinitionCacheData small = document("v1");
    Workers.patiently(() -> worker.onFlagDefinitionsReceived(small));

    assertThatThrownBy(
            () ->
                worker
                    .onFlagDefinitionsReceived(document("x".repeat(2000)))
                    .toCompletableFuture()
                    .join())
        .hasMessageContaining("1024");

    assertThat(Workers.patiently(worker::getFlagDefinitions)).contains(small);
    Workers.shutDown(worker);
  }

  private static String stackTrace(Throwable e) {
    StringWriter text = new StringWriter();
    e.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  private static FlagDefinitionCacheData document(String key) {
    return FlagDefinitionCacheData.of(
        Map.of("flags", List.of(Map.of("key", key)), "cohorts", Map.of()));
  }
}
