package io.flagcache.dynamodb;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.conformance.Capability;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.WorkerSettings;
import io.flagcache.kitsupport.SkewedWorkers;
import java.net.URI;
import java.util.Set;

/** Each worker with a client of its own, which finds its credentials as the SDK does. */
class DynamoDbOwnClientsConformanceTest extends DynamoDbConformance {

  @Override
  Set<Capability> furtherCapabilities() {
    return Set.of(Capability.CONNECTION_COUNT, Capability.CLOCK_SKEW, Capability.OTHER_PROCESS);
  }

  @Override
  protected ProviderFixture fixture() {
    TestClients.setCredentials();
    return new Fixture();
  }

  private static final class Fixture extends DynamoDbFixture {

    private URI endpoint() {
      return URI.create("http://127.0.0.1:" + relay().port());
    }

    @Override
    DynamoDbFlagCacheBuilder connecting(DynamoDbFlagCacheBuilder builder) {
      return builder.endpoint(endpoint()).region(TestClients.REGION);
    }

    @Override
    public FlagDefinitionCacheProvider newWorker(WorkerSettings settings) {
      return settings.clockSkew().isZero()
          ? super.newWorker(settings)
          : newWorkerOfAnotherProcess(settings);
    }

    @Override
    public FlagDefinitionCacheProvider newWorkerOfAnotherProcess(WorkerSettings settings) {
      return SkewedWorkers.create(
          "dynamodb://%s?region=%s&endpoint=%s"
              .formatted(SharedTable.NAME, TestClients.REGION, endpoint()),
          settings);
    }

    @Override
    public int openConnections() {
      return relay().connections();
    }
  }
}
