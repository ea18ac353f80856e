package io.flagcache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.testservers.ModularApplication;
import io.flagcache.testservers.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** As named modules, by {@code java -p} and in an image of {@code jlink}. */
class RedisModulePathTest {

  private static final String PATIENT = "?decisionDeadline=PT9S&transferDeadline=PT9S";

  @TempDir private Path directory;
  private RedisServer server;

  @BeforeEach
  void start() {
    server = RedisTestServers.borrow();
  }

  @AfterEach
  void stop() {
    RedisTestServers.giveBack(server);
  }

  @Test
  void theBackendIsFoundOnTheModulePath() {
    assertThat(ModularApplication.compile(directory).run(url())).contains(ModularApplication.DONE);
  }

  @Test
  @EnabledIfSystemProperty(named = "flagcache.test.full", matches = "true")
  void theDocumentedModulesOfTheJdkSuffice() {
    assertThat(
            ModularApplication.compile(directory)
                .runInImageOf(ModularApplication.documentedModules("flagcache-redis"), url()))
        .contains(ModularApplication.DONE);
  }

  @Test
  @EnabledIfSystemProperty(named = "flagcache.test.full", matches = "true")
  void redissonsConfigurationFileIsRead() throws IOException {
    Path config =
        Files.writeString(
            directory.resolve("redisson.yaml"),
            """
            singleServerConfig:
              address: redis://%s
              password: %s
            """
                .formatted(server.address(), server.password()));

    assertThat(ModularApplication.compile(directory).run("redis+config:" + config + PATIENT))
        .contains(ModularApplication.DONE);
  }

  private String url() {
    return server.url() + PATIENT;
  }
}
