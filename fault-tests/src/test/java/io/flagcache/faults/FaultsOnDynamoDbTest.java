package io.flagcache.faults;

import org.junit.jupiter.api.DisplayName;

@DisplayName("DynamoDB Local")
class FaultsOnDynamoDbTest extends FaultContract {

  @Override
  FaultyBackend start() {
    return new DynamoDbBackend();
  }
}
