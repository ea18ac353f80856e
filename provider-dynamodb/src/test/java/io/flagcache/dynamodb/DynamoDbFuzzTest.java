package io.flagcache.dynamodb;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromB;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromBool;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromL;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromM;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromNul;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromSs;

import io.flagcache.core.record.LeaseRecord;
import io.flagcache.core.record.RecordStore;
import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.Fuzz;
import io.flagcache.testservers.StoreFuzz;
import io.flagcache.testservers.UncheckedStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Attributes of any type and content in the items of the record and of chunks. */
@ExtendWith(TakesTurns.class)
class DynamoDbFuzzTest {

  private static final Duration USUAL = Duration.ofSeconds(4);

  private final AtomicLong nanos = new AtomicLong(1);
  private final String serviceKey = SharedTable.newServiceKey();

  private UncheckedStore store() {
    ServiceClock clock = new ServiceClock(nanos::get);
    DynamoDbTable table =
        new DynamoDbTable(
            SharedTable.get().admin(),
            SharedTable.NAME,
            serviceKey,
            new Requests(clock, new DynamoDbFailures(SharedTable.get().admin(), SharedTable.NAME)));
    return new UncheckedStore(
        new RecordStore<>(
            new DynamoDbBackend(table, () -> {}, "test", clock), 1_000_000, nanos::get));
  }

  @Test
  void whateverIsStoredSomebodyLeadsAndEverybodyReads() {
    try {
      new StoreFuzz(this::store, time -> nanos.addAndGet(time.toNanos()), this::damage).run(USUAL);
    } finally {
      SharedTable.get().wipe(serviceKey);
    }
  }

  private void damage(Fuzz fuzz) {
    Map<String, AttributeValue> item =
        new HashMap<>(oneOf(fuzz, SharedTable.get().items(serviceKey)));
    boolean lease = SharedTable.sortKey(item).equals("lease");
    switch (fuzz.random().nextInt(4)) {
      case 0 -> item.keySet().retainAll(List.of("pk", "sk"));
      case 1 ->
          item.put(
              "sk",
              fromS(
                  fuzz.oneOf(
                      "payload#",
                      "payload#x",
                      "payload#x#y",
                      SharedTable.sortKey(item) + "#",
                      SharedTable.sortKey(item) + "1",
                      "lease#")));
      default -> {
        List<String> names =
            lease
                ? LeaseRecord.FIELDS.stream().sorted().toList()
                : List.of("data", DynamoDbTable.EXPIRES_AT);
        item.put(oneOf(fuzz, names), value(fuzz));
      }
    }
    if (fuzz.random().nextInt(10) == 0) {
      item.put("junk", fromS("x".repeat(200_000)));
    }
    SharedTable.get().admin().putItem(request -> request.tableName(SharedTable.NAME).item(item));
  }

  private static <T> T oneOf(Fuzz fuzz, List<T> choices) {
    return choices.get(fuzz.random().nextInt(choices.size()));
  }

  private static AttributeValue value(Fuzz fuzz) {
    return switch (fuzz.random().nextInt(8)) {
      case 0 -> fromS(fuzz.text());
      case 1 -> fromB(SdkBytes.fromByteArray(fuzz.damaged(new byte[2000])));
      case 2 -> fromBool(true);
      case 3 -> fromNul(true);
      case 4 -> fromL(List.of(fromN("1"), fromS("a")));
      case 5 -> fromM(Map.of("a", fromN("1")));
      case 6 -> fromSs(List.of("a", "b"));
      default -> fromN(number(fuzz));
    };
  }

  /** The service takes 38 digits. */
  private static String number(Fuzz fuzz) {
    String number = fuzz.number();
    return number.matches("-?\\d{1,38}") ? number : "-1E+125";
  }
}
