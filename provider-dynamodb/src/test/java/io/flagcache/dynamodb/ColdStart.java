package io.flagcache.dynamodb;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Random;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * A process that reads the definitions once and prints how many milliseconds after its start it had
 * them. It uses the only HTTP client on its class path. {@code provider-dynamodb/http-clients} runs
 * it.
 */
final class ColdStart {

  private ColdStart() {}

  /**
   * Publishes 100 KB, or reads them.
   *
   * @param arguments an endpoint, and {@code publish} or {@code read}
   */
  public static void main(String[] arguments) {
    try (DynamoDbClient client =
        DynamoDbClient.builder()
            .endpointOverride(URI.create(arguments[0]))
            .region(Region.EU_CENTRAL_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")))
            .build()) {
      FlagDefinitionCacheProvider worker =
          DynamoDbFlagCache.builder().client(client).table("coldstart").createTable(true).build();
      worker.shouldFetchFlagDefinitions().toCompletableFuture().join();
      if (arguments[1].equals("publish")) {
        String key = new BigInteger(800_000, new Random(1)).toString(36);
        worker
            .onFlagDefinitionsReceived(
                FlagDefinitionCacheData.of(
                    Map.of("flags", List.of(Map.of("key", key)), "cohorts", Map.of())))
            .toCompletableFuture()
            .join();
      } else {
        boolean found = worker.getFlagDefinitions().toCompletableFuture().join().isPresent();
        long started = ManagementFactory.getRuntimeMXBean().getStartTime();
        System.out.println(found ? System.currentTimeMillis() - started : "nothing found");
      }
      worker.shutdown().toCompletableFuture().handle((done, failure) -> true).join();
    }
  }
}
