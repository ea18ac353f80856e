package io.flagcache.faults;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.parallel.ResourceLock;

@DisplayName("DynamoDB Local")
@ResourceLock(Backends.DYNAMODB_LOCK)
class FetchingOnDynamoDbTest extends FetchingContract {

  @Override
  FaultyBackend start() {
    return Backends.DYNAMODB.get();
  }
}
