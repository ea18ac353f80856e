package io.flagcache.dynamodb;

import static java.time.ZoneOffset.UTC;
import static java.util.stream.Collectors.joining;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromB;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import io.flagcache.core.record.RecordStore;
import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.GoldenFile;
import io.flagcache.testservers.GoldenState;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What stands in the items, each in a paragraph of its attributes. */
@ExtendWith(TakesTurns.class)
@Execution(ExecutionMode.CONCURRENT)
class DynamoDbGoldenTest {

  /** So late that DynamoDB Local, whose clock is the machine's, finds nothing expired. */
  private static final String DATE =
      DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.of(2100, 1, 2, 3, 4, 5, 0, UTC));

  private static final String KEY = "golden";
  private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

  private final GoldenFile golden = GoldenFile.of("items.txt");
  private final String serviceKey = SharedTable.newServiceKey();
  private DynamoDbClient client;

  /** The service's time stands still. */
  private static final class ServiceTime implements ExecutionInterceptor {
    @Override
    public SdkHttpResponse modifyHttpResponse(
        Context.ModifyHttpResponse context, ExecutionAttributes unused) {
      return context.httpResponse().toBuilder().putHeader("Date", DATE).build();
    }
  }

  @BeforeEach
  void open() {
    client = TestClients.of(SharedTable.get().server().port(), new ServiceTime());
  }

  @AfterEach
  void close() {
    if (client != null) {
      SharedTable.get().wipe(serviceKey);
      client.close();
    }
  }

  private RecordStore<Map<String, AttributeValue>> store() {
    ServiceClock clock = new ServiceClock(() -> 1);
    Requests requests = new Requests(clock, new DynamoDbFailures(client, SharedTable.NAME));
    DynamoDbTable table = new DynamoDbTable(client, SharedTable.NAME, serviceKey, requests);
    return new RecordStore<>(
        new DynamoDbBackend(table, () -> {}, "test", clock), 1_000_000, () -> 1);
  }

  @Test
  void itemsAreAsTheyAlwaysWere() throws Exception {
    GoldenState.write(store());

    golden.demand(
        SharedTable.get().items(serviceKey).stream()
            .sorted(Comparator.comparing(SharedTable::sortKey))
            .map(this::paragraph)
            .collect(joining("\n")));
  }

  @Test
  void itemsOfOldAreRead() throws Exception {
    for (String paragraph : golden.text().split("\n\n", -1)) {
      Map<String, AttributeValue> item = new HashMap<>();
      paragraph
          .lines()
          .map(line -> line.split(" ", 3))
          .forEach(line -> item.put(line[0], value(line)));
      item.put("pk", fromS(serviceKey));
      client.putItem(request -> request.tableName(SharedTable.NAME).item(item));
    }

    GoldenState.demandIn(store());
  }

  private String paragraph(Map<String, AttributeValue> item) {
    return item.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(attribute -> attribute.getKey() + " " + text(attribute.getValue()) + "\n")
        .collect(joining());
  }

  private String text(AttributeValue value) {
    return switch (value.type()) {
      case S -> "S " + value.s().replace(serviceKey, KEY).replaceFirst(UUID, "GENERATION");
      case N -> "N " + value.n();
      case B -> "B " + HexFormat.of().formatHex(value.b().asByteArray());
      default -> throw new AssertionError("Nothing else is stored: " + value);
    };
  }

  private static AttributeValue value(String[] line) {
    return switch (line[1]) {
      case "S" -> fromS(line[2]);
      case "N" -> fromN(line[2]);
      default -> fromB(SdkBytes.fromByteArray(HexFormat.of().parseHex(line[2])));
    };
  }
}
