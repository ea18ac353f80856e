package io.flagcache.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.testservers.ModularApplication;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As named modules, by {@code java -p} and in images of {@code jlink}. */
class JdbcModulePathTest {

  private static final String IN_MEMORY = "jdbc:h2:mem:modules;DB_CLOSE_DELAY=-1";

  @TempDir private static Path shared;
  private static ModularApplication withH2;

  @TempDir private Path directory;

  @BeforeAll
  static void compile() {
    withH2 = ModularApplication.compile(shared, "h2-");
  }

  @Test
  void theDriverIsFoundOnTheModulePath() {
    assertThat(withH2.run(url(IN_MEMORY, ';'))).contains(ModularApplication.DONE);
  }

  @Test
  void soIsTheBackendOfTheCore() {
    assertThat(withH2.run("memory:modules?decisionDeadline=PT9S&transferDeadline=PT9S"))
        .contains(ModularApplication.DONE);
  }

  /** All but H2, which is an automatic module. */
  @Test
  @EnabledIfSystemProperty(named = "flagcache.test.full", matches = "true")
  void theApplicationAndWhatItRequiresAreLinked() {
    String modules = "io.flagcache.jdbc," + ModularApplication.documentedModules("flagcache-jdbc");

    assertThat(withH2.runInImageWithApplication(modules, "h2-", url(IN_MEMORY, ';')))
        .contains(ModularApplication.DONE);
  }

  @ParameterizedTest
  @CsvSource({"POSTGRESQL, postgresql-", "MARIADB, mariadb-java-client-"})
  @EnabledIfSystemProperty(named = "flagcache.test.full", matches = "true")
  void everyDriverRunsInAnImageOfTheDocumentedModules(TestDatabase database, String driver) {
    database.assumeAvailable();
    ModularApplication application = ModularApplication.compile(directory, driver);

    assertThat(
            application.runInImageOf(
                ModularApplication.documentedModules("flagcache-jdbc"),
                url(database.shared().server.url(), '&')))
        .contains(ModularApplication.DONE);
  }

  private static String url(String address, char separator) {
    return String.join(
        String.valueOf(separator),
        address,
        "flagcache.createSchema=true",
        "flagcache.serviceKey=" + UUID.randomUUID(),
        "flagcache.decisionDeadline=PT9S",
        "flagcache.transferDeadline=PT9S");
  }
}
