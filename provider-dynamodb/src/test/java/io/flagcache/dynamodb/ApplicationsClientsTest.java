package io.flagcache.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** With the SDK that comes with us an application makes clients that name no HTTP client. */
class ApplicationsClientsTest {

  private static final URI SERVER =
      URI.create("http://127.0.0.1:" + SharedTable.get().server().port());
  private static final StaticCredentialsProvider CREDENTIALS =
      StaticCredentialsProvider.create(
          AwsBasicCredentials.create(TestClients.KEY_ID, TestClients.SECRET));

  @Test
  void anyHttpClientOfTheSdkIsThere() {
    try (DynamoDbClient blocking =
            DynamoDbClient.builder()
                .endpointOverride(SERVER)
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(CREDENTIALS)
                .build();
        DynamoDbAsyncClient asynchronous =
            DynamoDbAsyncClient.builder()
                .endpointOverride(SERVER)
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(CREDENTIALS)
                .build()) {
      assertThat(blocking.listTables().tableNames())
          .containsAll(asynchronous.listTables().join().tableNames());
    }
  }
}
