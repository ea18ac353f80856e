package io.flagcache.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.testservers.HazelcastCluster;
import io.flagcache.testservers.ModularApplication;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** As named modules, by {@code java -p} and in an image of {@code jlink}. */
@EnabledIfSystemProperty(named = "flagcache.test.full", matches = "true")
class HazelcastModulePathTest {

  private static HazelcastCluster cluster;

  @TempDir private Path directory;

  @BeforeAll
  static void start() {
    cluster = new HazelcastCluster(1, 0);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void theBackendIsFoundOnTheModulePath() {
    assertThat(application().run(url())).contains(ModularApplication.DONE);
  }

  @Test
  void theDocumentedModulesOfTheJdkSuffice() {
    assertThat(
            application()
                .runInImageOf(ModularApplication.documentedModules("flagcache-hazelcast"), url()))
        .contains(ModularApplication.DONE);
  }

  /** With the version of Hazelcast that is tested. */
  private ModularApplication application() {
    return ModularApplication.compile(directory, "hazelcast");
  }

  private static String url() {
    return "hazelcast://%s@%s?decisionDeadline=PT9S&transferDeadline=PT9S"
        .formatted(cluster.name(), cluster.members().get(0).clientAddress());
  }
}
