package io.flagcache.benchmarks.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flagcache.benchmarks.backend.Backend;
import io.flagcache.benchmarks.backend.BenchmarkServer;
import io.flagcache.benchmarks.report.Results.Start;
import io.flagcache.core.FlagCacheProvider;
import io.flagcache.core.Role;
import io.flagcache.testservers.RedisServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadersTest {

  @ParameterizedTest
  @CsvSource({
    "REDIS, redis://127.0.0.1:1",
    "POSTGRESQL, jdbc:postgresql://localhost:1/postgres?user=x&password=y",
    "MARIADB, jdbc:mariadb://localhost:1/flagcache?sslMode=disable",
    "DYNAMODB, http://127.0.0.1:1"
  })
  void urlIsTheOneOfAReader(Backend backend, String address) {
    System.setProperty("aws.accessKeyId", "id");
    System.setProperty("aws.secretAccessKey", "secret");
    FlagCacheProvider reader = FlagCacheProvider.open(ReaderUrl.of(backend, address, "checkout"));
    try {
      assertThat(reader.settings().role()).isEqualTo(Role.READER);
      assertThat(reader.settings().serviceKey()).isEqualTo("checkout");
    } finally {
      reader.shutdown().join();
    }
  }

  @Test
  void newProcessesReadByAll(@TempDir Path directory) throws Exception {
    assumeTrue(RedisServer.isAvailable(), "There is no Redis for this platform");
    BenchmarkServer server = BenchmarkServer.start(Backend.REDIS);
    assertThat(new Starts(1, directory).measure(server))
        .extracting(Start::client)
        .containsExactly(
            "flagcache",
            "client and Jackson",
            "Lettuce and Jackson",
            "flagcache",
            "client and Jackson",
            "Lettuce and Jackson");
  }
}
