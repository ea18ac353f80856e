package io.flagcache.benchmarks.worker;

import io.flagcache.benchmarks.backend.Backend;
import io.flagcache.benchmarks.backend.BackendClient;
import io.flagcache.benchmarks.backend.DatabaseClient;
import io.flagcache.benchmarks.backend.JedisBackendClient;
import io.flagcache.benchmarks.backend.ProviderClient;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import net.javacrumbs.shedlock.provider.jdbc.JdbcLockProvider;

/** Who is measured, on a client that several of them share. */
public enum Contender {
  /** The client alone. */
  CLIENT("client", EnumSet.of(Operation.SMALL_REQUEST)) {
    @Override
    public boolean runsOn(Backend backend) {
      return backend.hasClient();
    }

    @Override
    CacheWorker newWorker(BackendClient client, String serviceKey) {
      return new NoWorker();
    }
  },
  FLAGCACHE("flagcache", EnumSet.complementOf(EnumSet.of(Operation.SMALL_REQUEST))) {
    @Override
    CacheWorker newWorker(BackendClient client, String serviceKey) {
      return new FlagCacheWorker((ProviderClient) client, serviceKey);
    }
  },
  EXAMPLE("example", EnumSet.complementOf(EnumSet.of(Operation.SMALL_REQUEST))) {
    @Override
    public boolean runsOn(Backend backend) {
      return backend.hasClient();
    }

    @Override
    CacheWorker newWorker(BackendClient client, String serviceKey) throws Exception {
      return new ExampleWorker(client.valueAndLock(serviceKey));
    }
  },
  EXAMPLE_ON_JEDIS("example on Jedis", EnumSet.allOf(Operation.class)) {
    @Override
    public boolean runsOn(Backend backend) {
      return backend == Backend.REDIS;
    }

    @Override
    public BackendClient connect(Backend backend, String address) {
      return new JedisBackendClient(address);
    }

    @Override
    CacheWorker newWorker(BackendClient client, String serviceKey) throws Exception {
      return new ExampleWorker(client.valueAndLock(serviceKey));
    }
  },
  SHEDLOCK("ShedLock", EnumSet.of(Operation.FOLLOWER_POLL, Operation.LEADER_POLL)) {
    @Override
    public boolean runsOn(Backend backend) {
      return backend.isDatabase();
    }

    @Override
    CacheWorker newWorker(BackendClient client, String serviceKey) throws Exception {
      return new ShedLockWorker(
          new JdbcLockProvider(((DatabaseClient) client).dataSource()),
          serviceKey,
          client.valueAndLock(serviceKey));
    }
  },
  FLAG_STORE("flag store", EnumSet.of(Operation.FOLLOWER_POLL, Operation.PUBLICATION)) {
    @Override
    public boolean runsOn(Backend backend) {
      return backend == Backend.REDIS;
    }

    @Override
    public BackendClient connect(Backend backend, String address) {
      return new JedisBackendClient(address);
    }

    @Override
    CacheWorker newWorker(BackendClient client, String serviceKey) {
      return new FlagStoreWorker(((JedisBackendClient) client).jedis(), serviceKey);
    }
  };

  private final String title;

  @SuppressWarnings("ImmutableEnumChecker") // Never changed.
  private final EnumSet<Operation> operations;

  Contender(String title, EnumSet<Operation> operations) {
    this.title = title;
    this.operations = operations;
  }

  /** As tables call it. */
  public String title() {
    return title;
  }

  /** What it does. */
  public Set<Operation> operations() {
    return Collections.unmodifiableSet(operations);
  }

  /** Whether it works with the backend. */
  public boolean runsOn(Backend backend) {
    return true;
  }

  /** Opens the client that it is measured on. */
  public BackendClient connect(Backend backend, String address) {
    return backend.connect(address);
  }

  abstract CacheWorker newWorker(BackendClient client, String serviceKey) throws Exception;
}
