package io.flagcache.faults;

import io.flagcache.testservers.Lazy;

/** The servers of all tests, started once. Who uses one holds its lock: others disturb it. */
final class Backends {

  static final String REDIS_LOCK = "Redis";
  static final String POSTGRESQL_LOCK = "PostgreSQL";
  static final String DYNAMODB_LOCK = "DynamoDB Local";
  static final String HAZELCAST_LOCK = "Hazelcast";

  static final Lazy<FaultyBackend> REDIS = new Lazy<>(RedisBackend::new);
  static final Lazy<FaultyBackend> POSTGRESQL = new Lazy<>(PostgresBackend::new);
  static final Lazy<FaultyBackend> DYNAMODB = new Lazy<>(DynamoDbBackend::new);
  static final Lazy<FaultyBackend> HAZELCAST = new Lazy<>(HazelcastBackend::new);

  private Backends() {}
}
