package io.flagcache.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.FlagCacheProvider;
import io.flagcache.core.FlagDefinitionJson;
import io.flagcache.testservers.database.TestServer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Documents of 10 MB, in a JVM with a heap of 256 MB. */
@Timeout(120)
abstract class LargeDocumentContract {

  private static final int MEGABYTE = 1_000_000;
  private static final long SMALL_HEAP = 256L * 1024 * 1024;

  private final String serviceKey = "key-" + UUID.randomUUID();
  private TestServer server;
  private TestTables tables;

  abstract TestServer server();

  @BeforeEach
  final void nameTables() {
    assumeTrue(Runtime.getRuntime().maxMemory() <= SMALL_HEAP, "This test is for a heap of 256 MB");
    server = server();
    tables = new TestTables(server);
  }

  @AfterEach
  final void dropTables() {
    if (tables != null) {
      tables.close();
    }
  }

  private FlagCacheProvider worker() {
    return tables.builder().url(server.url()).serviceKey(serviceKey).build();
  }

  /** Text that compression shortens by a quarter only. */
  private static FlagDefinitionCacheData document(int version) {
    Random random = new Random(version);
    List<Map<String, Object>> flags = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      byte[] bytes = new byte[7_500];
      random.nextBytes(bytes);
      flags.add(
          Map.of("key", "flag-" + i, "id", i, "text", Base64.getEncoder().encodeToString(bytes)));
    }
    return FlagDefinitionCacheData.of(Map.of("flags", flags, "version", version));
  }

  @Test
  void goThroughTheProvider() throws Exception {
    FlagCacheProvider leader = worker();
    FlagCacheProvider follower = worker();
    assertThat(FlagDefinitionJson.write(document(1)).length).isGreaterThan(10 * MEGABYTE);

    assertThat(leader.shouldFetchFlagDefinitions().get(10, TimeUnit.SECONDS)).isTrue();
    for (int version = 1; version <= 3; version++) {
      leader.onFlagDefinitionsReceived(document(version)).get(10, TimeUnit.SECONDS);
      assertThat(follower.shouldFetchFlagDefinitions().get(10, TimeUnit.SECONDS)).isFalse();
      FlagDefinitionCacheData read =
          follower.getFlagDefinitions().get(10, TimeUnit.SECONDS).orElseThrow();
      assertThat(read.document().get("version")).isEqualTo(version);
      assertThat(read.equals(document(version))).isTrue();
    }

    follower.shutdown().get(10, TimeUnit.SECONDS);
    leader.shutdown().get(10, TimeUnit.SECONDS);
  }
}
