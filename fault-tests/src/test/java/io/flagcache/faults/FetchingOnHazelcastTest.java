package io.flagcache.faults;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.parallel.ResourceLock;

@DisplayName("Hazelcast")
@ResourceLock(Backends.HAZELCAST_LOCK)
class FetchingOnHazelcastTest extends FetchingContract {

  @Override
  FaultyBackend start() {
    return Backends.HAZELCAST.get();
  }
}
