package io.flagcache.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.testservers.DynamoDbServer;
import io.flagcache.testservers.ModularApplication;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** As named modules, by {@code java -p} and in an image of {@code jlink}. */
@EnabledIfSystemProperty(named = "flagcache.test.full", matches = "true")
class DynamoDbModulePathTest {

  private static final String[] CREDENTIALS = {
    "-Daws.accessKeyId=" + TestClients.KEY_ID, "-Daws.secretAccessKey=" + TestClients.SECRET
  };

  @TempDir private Path directory;

  @Test
  void theBackendIsFoundOnTheModulePath() {
    assertThat(ModularApplication.compile(directory).run(url("modules"), CREDENTIALS))
        .contains(ModularApplication.DONE);
  }

  @Test
  void theDocumentedModulesOfTheJdkSuffice() {
    assertThat(
            ModularApplication.compile(directory)
                .runInImageOf(
                    ModularApplication.documentedModules("flagcache-dynamodb"),
                    url("image"),
                    CREDENTIALS))
        .contains(ModularApplication.DONE);
  }

  private static String url(String serviceKey) {
    return SharedTable.patientUrl(DynamoDbServer.shared().port(), serviceKey) + "&createTable=true";
  }
}
