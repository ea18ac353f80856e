package io.flagcache.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.core.FlagCacheProvider;
import io.flagcache.core.Role;
import io.flagcache.core.store.Access;
import io.flagcache.core.store.StoreStatus.LeaseStatus;
import io.flagcache.dynamodb.DynamoDbFront.Behaviour;
import io.flagcache.dynamodb.DynamoDbFront.Refusal;
import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The policies in docs/dynamodb.md, before a server that knows no rights. */
@ExtendWith(TakesTurns.class)
@Execution(ExecutionMode.CONCURRENT)
class DynamoDbRightsTest {

  private static final Pattern ACTIONS = Pattern.compile("\"Action\": \\[([^]]*)]");
  private static final Pattern ACTION = Pattern.compile("dynamodb:(\\w+)");

  private final String prefix = SharedTable.newServiceKey() + "-";
  private final Set<String> used = new ConcurrentSkipListSet<>();
  private volatile Set<String> granted = Set.of();
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
                if (granted.contains(operation)) {
                  used.add(operation);
                  return Optional.empty();
                }
                return Optional.of(
                    new Refusal(
                        "AccessDeniedException",
                        "User: arn:aws:iam::1:user/x is not authorized to perform: dynamodb:"
                            + operation));
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

  private static List<Set<String>> policies() throws IOException {
    List<Set<String>> policies = new ArrayList<>();
    Matcher policy = ACTIONS.matcher(Files.readString(Path.of("../docs/dynamodb.md")));
    while (policy.find()) {
      Set<String> actions = new TreeSet<>();
      ACTION.matcher(policy.group(1)).results().forEach(action -> actions.add(action.group(1)));
      policies.add(actions);
    }
    return policies;
  }

  private FlagCacheProvider provider(String serviceKey, Role role) {
    return SharedTable.patient(client).serviceKey(prefix + serviceKey).role(role).build();
  }

  private static FlagDefinitionCacheData document(String name) {
    return FlagDefinitionCacheData.of(
        Map.of("flags", List.of(Map.of("key", name)), "cohorts", Map.of()));
  }

  private static boolean asks(FlagDefinitionCacheProvider provider) {
    return Workers.patiently(provider::shouldFetchFlagDefinitions);
  }

  private static Optional<FlagDefinitionCacheData> gets(FlagDefinitionCacheProvider provider) {
    return Workers.patiently(provider::getFlagDefinitions);
  }

  @Test
  void documentedRightsAreWhatWorkersAndReadersNeed() throws IOException {
    granted = policies().get(0);
    FlagDefinitionCacheProvider leader = provider("all", Role.WORKER);
    assertThat(asks(leader)).isTrue();
    for (String name : List.of("v1", "v2")) {
      Workers.patiently(() -> leader.onFlagDefinitionsReceived(document(name)));
    }
    FlagDefinitionCacheProvider follower = provider("all", Role.WORKER);
    assertThat(asks(follower)).isFalse();
    assertThat(gets(follower)).contains(document("v2"));
    FlagCacheProvider operator = provider("all", Role.WORKER);
    LeaseStatus lease = operator.inspect().join().lease().orElseThrow();
    assertThat(operator.revoke(lease).join()).isTrue();
    FlagDefinitionCacheProvider filling = provider("filled", Role.WORKER);
    Workers.patiently(() -> filling.onFlagDefinitionsReceived(document("v1")));
    for (FlagDefinitionCacheProvider each : List.of(leader, follower, operator, filling)) {
      Workers.shutDown(each);
    }
    assertThat(used).isEqualTo(granted);

    used.clear();
    granted = policies().get(1);
    FlagCacheProvider reader = provider("all", Role.READER);
    assertThat(asks(reader)).isFalse();
    assertThat(gets(reader)).contains(document("v2"));
    assertThat(reader.inspect().join().entry()).isPresent();
    Workers.shutDown(reader);
    assertThat(used).isEqualTo(granted);
  }

  @ParameterizedTest
  @CsvSource({"eu-central-1, aws", "cn-north-1, aws-cn", "us-gov-west-1, aws-us-gov"})
  void policiesForAnAdministratorAreTheDocumentedOnes(String region, String partition)
      throws IOException {
    String documented =
        Files.readString(Path.of("../docs/dynamodb.md"))
            .replace(
                "arn:aws:dynamodb:REGION:*:table/TABLE",
                "arn:" + partition + ":dynamodb:" + region + ":*:table/flags");
    try (DynamoDbClient there =
        DynamoDbClient.builder()
            .region(Region.of(region))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build()) {
      Requests requests =
          new Requests(new ServiceClock(System::nanoTime), new DynamoDbFailures(there, "flags"));
      DynamoDbTable table = new DynamoDbTable(there, "flags", "checkout", requests);

      for (Access access : Access.values()) {
        assertThat(documented).contains("```json\n" + table.rights(access) + "\n```");
      }
    }
  }

  @Test
  void missingRightIsNamed() throws IOException {
    granted = policies().get(1);
    FlagDefinitionCacheProvider worker = provider("reading-only", Role.WORKER);

    assertThatThrownBy(() -> asks(worker))
        .hasMessageContaining("A right is missing for the DynamoDB table " + SharedTable.NAME)
        .hasMessageContaining("dynamodb:UpdateItem")
        .hasMessageContaining("docs/dynamodb.md");

    granted = policies().get(0);
    assertThat(asks(worker)).as("once it is granted").isTrue();
    Workers.shutDown(worker);
  }

  @Test
  void tableIsNotCreatedWithoutTheRightTo() {
    granted = Set.of("DescribeTable");

    assertThatThrownBy(
            () -> SharedTable.patient(client).table("not-there").createTable(true).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("dynamodb:CreateTable");
  }

  @Test
  void tableIsCreatedWithoutTheRightToLetItemsExpire() {
    granted = Set.of("DescribeTable", "CreateTable");

    SharedTable.patient(client)
        .table("rights-no-expiry")
        .createTable(true)
        .build()
        .shutdown()
        .toCompletableFuture()
        .join();

    assertThat(used).isEqualTo(granted);
  }
}
