package io.flagcache.dynamodb;

import io.flagcache.conformance.store.FlagCacheStoreConformance;
import io.flagcache.conformance.store.StoreCapability;
import io.flagcache.conformance.store.StoreFixture;
import io.flagcache.core.FlagCacheSettings;
import io.flagcache.core.FlagCacheStore;
import io.flagcache.testservers.DynamoDbServer;
import io.flagcache.testservers.TcpRelay;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** The kit on stores that share one client, which is connected through a relay. */
@TestInstance(Lifecycle.PER_CLASS)
class DynamoDbStoreConformanceTest extends FlagCacheStoreConformance {

  private static final String TABLE = "store-kit";

  private final Race race = new Race();
  private DynamoDbServer server;
  private DynamoDbClient admin;
  private TcpRelay relay;
  private DynamoDbClient client;

  @BeforeAll
  void connect() {
    server = DynamoDbServer.shared();
    admin = TestClients.of(server.port());
    DynamoDbFixture.createTable(admin, TABLE);
    relay = new TcpRelay("127.0.0.1", server.port());
    client = TestClients.of(relay.port(), race);
  }

  @AfterAll
  void disconnect() {
    if (client != null) {
      client.close();
      relay.close();
      admin.close();
    }
  }

  @Override
  protected Set<StoreCapability> capabilities() {
    return EnumSet.allOf(StoreCapability.class);
  }

  @Override
  protected StoreFixture fixture() {
    return new Fixture();
  }

  private final class Fixture implements StoreFixture {

    @Override
    public FlagCacheStore newStore(FlagCacheSettings settings) {
      return DynamoDbFlagCache.builder().client(client).table(TABLE).openStore(settings);
    }

    @Override
    public void wipe() {
      DynamoDbFixture.wipe(admin, TABLE);
    }

    @Override
    public void beforeNextWrite(Runnable action) {
      race.before(UpdateItemRequest.class, action);
    }

    @Override
    public void loseNextReply() {
      race.before(UpdateItemRequest.class, relay::loseNextReply);
    }

    @Override
    public void hangBackend() {
      server.pause();
    }

    @Override
    public void continueBackend() {
      server.resume();
    }

    @Override
    public void cutBackend() {
      relay.refuse();
    }

    @Override
    public void restoreBackend() {
      relay.listen();
    }

    @Override
    public Set<String> secrets() {
      return Set.of(TestClients.SECRET);
    }

    @Override
    public void close() {
      // Server, relay and clients are the test class's.
    }
  }
}
