package io.flagcache.dynamodb;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import io.flagcache.conformance.StoredFields;
import io.flagcache.conformance.rule.Disturbance;
import io.flagcache.conformance.store.FlagCacheStoreConformance;
import io.flagcache.conformance.store.StoreCapability;
import io.flagcache.conformance.store.StoreFixture;
import io.flagcache.core.FlagCacheSettings;
import io.flagcache.core.store.FlagCacheStore;
import io.flagcache.testservers.TcpRelay;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeAction;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.AttributeValueUpdate;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** The kit on stores that share one client in each test, which is connected through a relay. */
@Execution(ExecutionMode.CONCURRENT)
class DynamoDbStoreConformanceTest extends FlagCacheStoreConformance {

  @Override
  protected Set<StoreCapability> capabilities() {
    return EnumSet.allOf(StoreCapability.class);
  }

  @Override
  protected StoreFixture fixture() {
    return new Fixture();
  }

  private static final class Connection {
    final Race race = new Race();
    final TcpRelay relay = new TcpRelay("127.0.0.1", SharedTable.get().server().port());
    final DynamoDbClient client = TestClients.of(relay.port(), race);

    void close() {
      client.close();
      relay.close();
    }
  }

  private static final class Fixture implements StoreFixture {

    private final Set<String> serviceKeys = new HashSet<>();
    private @Nullable Connection connection;

    /** Opened by the first store: until then another test may be counting threads. */
    private Connection connection() {
      Connection opened = connection;
      if (opened == null) {
        opened = new Connection();
        connection = opened;
      }
      return opened;
    }

    /** Only the server is shared. */
    @Override
    public Set<Disturbance> disturbances() {
      return Set.of(Disturbance.SERVER);
    }

    @Override
    public FlagCacheStore newStore(FlagCacheSettings settings) {
      serviceKeys.add(settings.serviceKey());
      return DynamoDbFlagCache.builder()
          .client(connection().client)
          .table(SharedTable.NAME)
          .openStore(settings);
    }

    @Override
    public void wipe() {
      serviceKeys.forEach(SharedTable.get()::wipe);
    }

    @Override
    public void beforeNextWrite(Runnable action) {
      connection().race.before(UpdateItemRequest.class, action);
    }

    @Override
    public boolean forgeEpoch(String serviceKey, EpochField field, String epoch) {
      String name = field == EpochField.LEASE ? "epoch" : "entryEpoch";
      AttributeValue value = epoch.matches("-?[\\d.]+") ? fromN(epoch) : fromS(epoch);
      SharedTable.get()
          .admin()
          .updateItem(
              request ->
                  request
                      .tableName(SharedTable.NAME)
                      .key(SharedTable.key(serviceKey, "lease"))
                      .attributeUpdates(
                          Map.of(
                              name,
                              epoch.isEmpty()
                                  ? AttributeValueUpdate.builder()
                                      .action(AttributeAction.DELETE)
                                      .build()
                                  : AttributeValueUpdate.builder().value(value).build())));
      return true;
    }

    @Override
    public StoredFields storedFields() {
      return new DynamoDbStoredFields();
    }

    @Override
    public void loseNextReply() {
      connection().race.before(UpdateItemRequest.class, connection().relay::loseNextReply);
    }

    @Override
    public void hangBackend() {
      SharedTable.get().server().pause();
    }

    @Override
    public void continueBackend() {
      SharedTable.get().server().resume();
    }

    @Override
    public void cutBackend() {
      connection().relay.refuse();
    }

    @Override
    public void restoreBackend() {
      connection().relay.listen();
    }

    @Override
    public Set<String> secrets() {
      return Set.of(TestClients.SECRET);
    }

    @Override
    public void close() {
      if (connection != null) {
        wipe(); // Else all documents of all tests stay.
        connection.close();
      }
    }
  }
}
