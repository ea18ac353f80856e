package io.flagcache.benchmarks.backend;

import java.util.Arrays;
import java.util.List;

/** What a fleet shares its definitions by. */
public enum Backend {
  REDIS("Redis") {
    @Override
    public ProviderClient connect(String address) {
      return new RedissonBackendClient(address);
    }
  },
  POSTGRESQL("PostgreSQL") {
    @Override
    public ProviderClient connect(String address) {
      return new JdbcBackendClient(address, "bytea");
    }
  },
  MARIADB("MariaDB") {
    @Override
    public ProviderClient connect(String address) {
      return new JdbcBackendClient(address, "longblob");
    }
  },
  DYNAMODB("DynamoDB Local") {
    @Override
    public ProviderClient connect(String address) {
      return new DynamoDbBackendClient(address);
    }
  },
  HAZELCAST("Hazelcast client") {
    @Override
    public ProviderClient connect(String address) {
      return new HazelcastBackendClient(address);
    }
  },
  /** Nothing at all: a lock and a map in the process of the workers. */
  MEMORY("in memory") {
    @Override
    public ProviderClient connect(String address) {
      return new MemoryBackendClient();
    }
  },
  /** In the memory of the client's own JVM, for tests of the benchmarks alone. */
  H2("H2") {
    @Override
    public ProviderClient connect(String address) {
      return new JdbcBackendClient(address, "blob");
    }
  };

  private final String title;

  Backend(String title) {
    this.title = title;
  }

  /** All but one that is there for tests. */
  public static List<Backend> measured() {
    return Arrays.stream(values()).filter(backend -> backend != H2).toList();
  }

  /**
   * Opens a client, with few connections and threads, as a provider of flagcache does by itself.
   *
   * @param address as its server tells it
   */
  public abstract ProviderClient connect(String address);

  /** As tables call it. */
  public String title() {
    return title;
  }

  /** Whether there is anything between workers and what they share. */
  public boolean hasClient() {
    return this != MEMORY;
  }

  /** Whether databases are asked by SQL. */
  public boolean isDatabase() {
    return this == POSTGRESQL || this == MARIADB || this == H2;
  }
}
