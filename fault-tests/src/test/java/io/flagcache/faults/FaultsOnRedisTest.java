package io.flagcache.faults;

import org.junit.jupiter.api.DisplayName;

@DisplayName("Redis")
class FaultsOnRedisTest extends FaultContract {

  @Override
  FaultyBackend start() {
    return new RedisBackend();
  }
}
