package io.flagcache.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.Workers;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** What polls and publications consume, and the bill that follows from it. */
@ExtendWith(TakesTurns.class)
@Execution(ExecutionMode.CONCURRENT)
class DynamoDbCostTest {

  /** On demand, us-east-1, USD for a million units; as of November 2024. */
  private static final BigDecimal READ_PRICE = new BigDecimal("0.125");

  private static final BigDecimal WRITE_PRICE = new BigDecimal("0.625");

  private static final int POLLS_A_MONTH = 30 * 24 * 60 * 2;
  private static final int CHANGES_A_MONTH = 30 * 10;

  /** Asks for the consumed capacity, and adds it up. */
  private static final class Meter implements ExecutionInterceptor {

    private int requests;
    private double readUnits;
    private double writeUnits;

    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes unused) {
      ReturnConsumedCapacity total = ReturnConsumedCapacity.TOTAL;
      SdkRequest request = context.request();
      if (request instanceof GetItemRequest get) {
        return get.toBuilder().returnConsumedCapacity(total).build();
      }
      if (request instanceof UpdateItemRequest update) {
        return update.toBuilder().returnConsumedCapacity(total).build();
      }
      if (request instanceof BatchGetItemRequest get) {
        return get.toBuilder().returnConsumedCapacity(total).build();
      }
      if (request instanceof BatchWriteItemRequest write) {
        return write.toBuilder().returnConsumedCapacity(total).build();
      }
      return request instanceof QueryRequest query
          ? query.toBuilder().returnConsumedCapacity(total).build()
          : request;
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes unused) {
      requests++;
      Object response = context.response();
      if (response instanceof GetItemResponse get) {
        readUnits += get.consumedCapacity().capacityUnits();
      } else if (response instanceof UpdateItemResponse update) {
        writeUnits += update.consumedCapacity().capacityUnits();
      } else if (response instanceof QueryResponse query) {
        readUnits += query.consumedCapacity().capacityUnits();
      } else if (response instanceof BatchGetItemResponse get) {
        readUnits += sum(get.consumedCapacity());
      } else if (response instanceof BatchWriteItemResponse write) {
        writeUnits += sum(write.consumedCapacity());
      }
    }

    private static double sum(List<ConsumedCapacity> all) {
      return all.stream().mapToDouble(ConsumedCapacity::capacityUnits).sum();
    }

    Units take() {
      Units units = new Units(requests, readUnits, writeUnits);
      requests = 0;
      readUnits = 0;
      writeUnits = 0;
      return units;
    }
  }

  private record Units(int requests, double read, double write) {
    BigDecimal price() {
      return BigDecimal.valueOf(read)
          .multiply(READ_PRICE)
          .add(BigDecimal.valueOf(write).multiply(WRITE_PRICE))
          .movePointLeft(6);
    }

    String row(String what) {
      return "| %s | %d | %.1f | %.1f |".formatted(what, requests, read, write);
    }
  }

  @Test
  void pollsCostHalfAReadUnitAndOneWriteUnit() throws Exception {
    Meter meter = new Meter();
    DynamoDbClient client = TestClients.of(SharedTable.get().server().port(), meter);
    FlagDefinitionCacheProvider leader = worker(client);
    FlagDefinitionCacheProvider follower = worker(client);
    polls(leader);
    leader.onFlagDefinitionsReceived(document(1)).toCompletableFuture().join();
    polls(follower);
    polls(follower);
    polls(leader);
    meter.take();

    assertThat(polls(leader)).isTrue();
    Units renewal = meter.take();
    assertThat(polls(follower)).isFalse();
    Units poll = meter.take();
    leader.onFlagDefinitionsReceived(document(2)).toCompletableFuture().join();
    Units publication = meter.take();
    polls(follower);
    Units read = meter.take();
    Workers.shutDown(leader);
    Workers.shutDown(follower);

    assertThat(renewal).isEqualTo(new Units(1, 0, 1));
    assertThat(poll).isEqualTo(new Units(1, 0.5, 0));
    List<String> lines = new ArrayList<>();
    lines.add("| | requests | read units | write units |");
    lines.add("|---|---|---|---|");
    lines.add(poll.row("follower's poll, unchanged"));
    lines.add(renewal.row("leader's poll, unchanged"));
    lines.add(publication.row("publication of 100 KB as stored"));
    lines.add(read.row("follower's poll that reads them"));
    lines.add("");
    lines.add("| workers | requests a month | USD a month |");
    lines.add("|---|---|---|");
    for (int workers : new int[] {10, 100, 1000}) {
      lines.add(month(workers, poll, renewal, publication, read));
    }
    Path report = Path.of("target/dynamodb-cost.md");
    Files.write(report, lines);
    assertThat(Path.of("../docs/dynamodb.md"))
        .as("the tables in docs/dynamodb.md are those in " + report)
        .content()
        .contains(String.join("\n", lines));
  }

  private static String month(
      int workers, Units poll, Units renewal, Units publication, Units read) {
    long followersPolls = (long) (workers - 1) * POLLS_A_MONTH;
    long followersReads = (long) (workers - 1) * CHANGES_A_MONTH;
    long requests =
        followersPolls
            + POLLS_A_MONTH
            + (long) CHANGES_A_MONTH * publication.requests()
            + followersReads * (read.requests() - 1);
    BigDecimal price =
        poll.price()
            .multiply(BigDecimal.valueOf(followersPolls - followersReads))
            .add(renewal.price().multiply(BigDecimal.valueOf(POLLS_A_MONTH)))
            .add(publication.price().multiply(BigDecimal.valueOf(CHANGES_A_MONTH)))
            .add(read.price().multiply(BigDecimal.valueOf(followersReads)));
    return "| %d | %d | %s |".formatted(workers, requests, price.setScale(2, RoundingMode.HALF_UP));
  }

  /** Under the default service key, whose length counts; no other test uses it. */
  private static FlagDefinitionCacheProvider worker(DynamoDbClient client) {
    return SharedTable.patient(client).build();
  }

  private static boolean polls(FlagDefinitionCacheProvider worker) {
    boolean fetch = worker.shouldFetchFlagDefinitions().toCompletableFuture().join();
    if (!fetch) {
      worker.getFlagDefinitions().toCompletableFuture().join();
    }
    return fetch;
  }

  /** About 100 KB that do not compress further. */
  private static FlagDefinitionCacheData document(int seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    while (text.length() < 155_000) {
      text.append(Long.toString(random.nextLong(), 36));
    }
    return FlagDefinitionCacheData.of(
        Map.of("flags", List.of(Map.of("key", text.toString())), "cohorts", Map.of()));
  }
}
