package io.flagcache.faults;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.parallel.ResourceLock;

@DisplayName("DynamoDB Local")
@ResourceLock(Backends.DYNAMODB_LOCK)
class FaultsOnDynamoDbTest extends FaultContract {

  @Override
  FaultyBackend start() {
    return Backends.DYNAMODB.get();
  }
}
