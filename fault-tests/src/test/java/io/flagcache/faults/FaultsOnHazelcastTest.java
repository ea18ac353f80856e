package io.flagcache.faults;

import org.junit.jupiter.api.DisplayName;

@DisplayName("Hazelcast")
class FaultsOnHazelcastTest extends FaultContract {

  @Override
  FaultyBackend start() {
    return new HazelcastBackend();
  }
}
