package io.flagcache.dynamodb;

import io.flagcache.conformance.BackendCost;
import io.flagcache.conformance.Capability;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.kitsupport.JudgesOnly;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;

/** All workers of a test on one client that they are given, with none of our settings. */
@JudgesOnly(
    rules = {
      "E1", "E2", "E5", "E6", "E8", "F1", "F2", "F4", "F5", "F6", "H1", "H2", "H4", "I2", "R1", "R3"
    },
    because =
        "one client for all workers can mix up whose lease it is (E1, E2, E5, E6, E8), brings"
            + " time-outs, retries and credentials of its own (F1, F2, F5, I2), must be left open"
            + " with nothing left in it (F4, F6), is where requests are counted (R1, R3), and is cheap"
            + " enough for the many workers that meet damage (H1, H2, H4); the requests themselves"
            + " are those of workers with own clients")
class DynamoDbGivenClientConformanceTest extends DynamoDbConformance {

  @Override
  Set<Capability> furtherCapabilities() {
    return Set.of(Capability.STORED_FIELDS, Capability.COST_COUNTERS);
  }

  @Override
  protected ProviderFixture fixture() {
    return new Fixture();
  }

  private static final class Fixture extends DynamoDbFixture {

    private final Counters counters = new Counters();
    private @Nullable DynamoDbClient client;

    @Override
    synchronized DynamoDbFlagCacheBuilder connecting(DynamoDbFlagCacheBuilder builder) {
      DynamoDbClient opened = client;
      if (opened == null) {
        opened = TestClients.of(relay().port(), counters);
        client = opened;
      }
      return builder.client(opened);
    }

    @Override
    public BackendCost cost() {
      return new BackendCost(counters.requests.get(), counters.payloadBytes.get());
    }

    @Override
    public synchronized void close() {
      if (client != null) {
        client.close();
      }
      super.close();
    }
  }

  private static final class Counters implements ExecutionInterceptor {

    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong payloadBytes = new AtomicLong();

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes unused) {
      requests.incrementAndGet();
      if (context.request() instanceof BatchWriteItemRequest write) {
        count(
            write.requestItems().values().stream()
                .flatMap(Collection::stream)
                .filter(each -> each.putRequest() != null)
                .map(each -> each.putRequest().item()));
      }
      if (context.response() instanceof BatchGetItemResponse read) {
        count(read.responses().values().stream().flatMap(Collection::stream));
      }
    }

    /** Damage may have taken the bytes away. */
    private void count(Stream<Map<String, AttributeValue>> items) {
      items
          .flatMap(item -> Stream.ofNullable(item.get("data")))
          .flatMap(data -> Stream.ofNullable(data.b()))
          .forEach(data -> payloadBytes.addAndGet(data.asByteArrayUnsafe().length));
    }
  }
}
