package io.flagcache.dynamodb;

import io.flagcache.conformance.BackendCost;
import io.flagcache.conformance.Capability;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.testservers.DynamoDbServer;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;

/** All workers on one client that they are given. */
class DynamoDbGivenClientConformanceTest extends DynamoDbConformance {

  @Override
  Set<Capability> furtherCapabilities() {
    return Set.of(Capability.COST_COUNTERS);
  }

  @Override
  protected ProviderFixture fixture() {
    return new Fixture(DynamoDbServer.shared());
  }

  private static final class Fixture extends DynamoDbFixture {

    private final Counters counters = new Counters();
    private final DynamoDbClient client = TestClients.of(relay().port(), counters);

    Fixture(DynamoDbServer server) {
      super(server);
    }

    @Override
    DynamoDbFlagCacheBuilder connecting(DynamoDbFlagCacheBuilder builder) {
      return builder.client(client);
    }

    @Override
    public BackendCost cost() {
      return new BackendCost(counters.requests.get(), counters.payloadBytes.get());
    }

    @Override
    public void close() {
      client.close();
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

    private void count(Stream<Map<String, AttributeValue>> items) {
      items.forEach(
          item ->
              payloadBytes.addAndGet(
                  Objects.requireNonNull(item.get("data")).b().asByteArrayUnsafe().length));
    }
  }
}
