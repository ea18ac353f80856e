package io.flagcache.faults;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.parallel.ResourceLock;

@DisplayName("Redis")
@ResourceLock(Backends.REDIS_LOCK)
class FetchingOnRedisTest extends FetchingContract {

  @Override
  FaultyBackend start() {
    return Backends.REDIS.get();
  }
}
