package io.flagcache.dynamodb;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagcache.FlagDefinitionCacheProviders;
import io.flagcache.conformance.internal.Turns;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DynamoDbMissingCredentialsTest {

  @Test
  void missingCredentialsAreNamedInTime() throws Exception {
    String url =
        "dynamodb://%s?region=%s&endpoint=http%%3A%%2F%%2F127.0.0.1%%3A%d&transferDeadline="
            .formatted(SharedTable.NAME, TestClients.REGION, SharedTable.get().server().port());
    Runnable end = Turns.take(true);
    TestClients.clearCredentials();
    try {
      InTime.demand(
          Duration.ofSeconds(3),
          Duration.ofSeconds(3),
          deadline ->
              assertThatThrownBy(() -> FlagDefinitionCacheProviders.create(url + deadline))
                  .isInstanceOf(IllegalStateException.class)
                  .hasMessageContaining("no AWS credentials")
                  .hasMessageContaining("table " + SharedTable.NAME));
    } finally {
      TestClients.setCredentials();
      end.run();
    }
  }
}
