package io.flagcache.hazelcast;

import com.hazelcast.map.IMap;
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
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The kit on stores that share a client of three members in each test, through a relay. */
@Execution(ExecutionMode.CONCURRENT)
abstract class StoreConformance extends FlagCacheStoreConformance {

  abstract HazelcastLocking locking();

  @Override
  protected final Set<StoreCapability> capabilities() {
    // Hazelcast's open clients have no credentials.
    Set<StoreCapability> capabilities =
        EnumSet.complementOf(EnumSet.of(StoreCapability.CREDENTIALS));
    if (locking() == HazelcastLocking.FENCED) {
      // The record and who reads it are the same under either lock.
      capabilities.remove(StoreCapability.STORED_FIELDS);
    }
    return capabilities;
  }

  @Override
  protected final StoreFixture fixture() {
    return new Fixture(locking());
  }

  private static final class Connection {
    final RelayedClient client = TestClusters.shared().borrow();
    final InterceptedInstance intercepted = new InterceptedInstance(client.instance());
  }

  private static final class Fixture implements StoreFixture {

    private final HazelcastLocking locking;
    private final Set<String> serviceKeys = new HashSet<>();
    private @Nullable Connection connection;

    Fixture(HazelcastLocking locking) {
      this.locking = locking;
    }

    /** Opened by the first store: until then another test may be counting threads. */
    private Connection connection() {
      Connection opened = connection;
      if (opened == null) {
        opened = new Connection();
        connection = opened;
      }
      return opened;
    }

    private TcpRelay relay() {
      return connection().client.relay();
    }

    /** Only the members are shared. */
    @Override
    public Set<Disturbance> disturbances() {
      return Set.of(Disturbance.SERVER);
    }

    @Override
    public FlagCacheStore newStore(FlagCacheSettings settings) {
      serviceKeys.add(settings.serviceKey());
      return HazelcastFlagCache.builder()
          .instance(connection().intercepted.instance())
          .locking(locking)
          .openStore(settings);
    }

    @Override
    public void wipe() {
      for (String serviceKey : serviceKeys) {
        TestClusters.wipe(TestClusters.shared().admin(), serviceKey);
      }
    }

    @Override
    public void beforeNextWrite(Runnable action) {
      connection().intercepted.beforeNextWrite(action);
    }

    @Override
    public boolean forgeEpoch(String serviceKey, EpochField field, String epoch) {
      String name = field == EpochField.LEASE ? "epoch" : "entryEpoch";
      IMap<String, Object> map = TestClusters.shared().admin().getMap(TestClusters.MAP);
      map.compute(
          serviceKey + "/lease",
          (key, record) ->
              Objects.requireNonNull(record)
                  .toString()
                  .replaceAll("(?m)^" + name + "=.*$", epoch.isEmpty() ? "" : name + "=" + epoch));
      return true;
    }

    @Override
    public StoredFields storedFields() {
      return new HazelcastStoredFields(TestClusters.shared().admin());
    }

    @Override
    public void loseNextReply() {
      connection().intercepted.beforeNextWrite(relay()::loseNextReply);
    }

    @Override
    public void hangBackend() {
      TestClusters.shared().pause();
    }

    @Override
    public void continueBackend() {
      TestClusters.shared().resume();
    }

    @Override
    public void cutBackend() {
      relay().refuse();
    }

    @Override
    public void restoreBackend() {
      relay().listen();
    }

    @Override
    public void close() {
      if (connection != null) {
        wipe(); // Members have little memory.
        TestClusters.shared().giveBack(connection.client);
      }
    }
  }
}
