package io.flagcache.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.flagcache.core.Role;
import io.flagcache.core.credentials.Credentials;
import io.flagcache.core.credentials.CredentialsProvider;
import io.flagcache.kitsupport.TakesTurns;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(TakesTurns.class)
class JdbcFlagCacheBuilderTest {

  private static final String URL = "jdbc:h2:mem:builder;DB_CLOSE_DELAY=-1";

  private static void assertRefused(UnaryOperator<JdbcFlagCacheBuilder> settings, String named) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings.apply(JdbcFlagCache.builder()).build())
        .withMessageContaining(named);
  }

  @Test
  void needsAUrlOrADataSource() {
    assertRefused(builder -> builder, "neither a url nor a dataSource");
  }

  @Test
  void takesNotBoth() {
    RecordingDataSource source = new RecordingDataSource(() -> DriverManager.getConnection(URL));

    assertRefused(builder -> builder.url(URL).dataSource(source), "dataSource alone");
    assertRefused(builder -> builder.user("u").dataSource(source), "dataSource alone");
    assertRefused(builder -> builder.password("p").dataSource(source), "dataSource alone");
  }

  @Test
  void takesOneKindOfCredentials() {
    CredentialsProvider provider = () -> Credentials.ofPassword("hidden1");
    RecordingDataSource source = new RecordingDataSource(() -> DriverManager.getConnection(URL));

    assertRefused(
        builder -> builder.url(URL).password("p").credentialsProvider(provider), "leave one out");
    assertRefused(
        builder -> builder.url(URL + ";PASSWORD=p").credentialsProvider(provider),
        "There is a password and also a provider of credentials");
    assertRefused(
        builder -> builder.url(URL).passwordFile(Path.of("pom.xml")).credentialsProvider(provider),
        "leave one out");
    assertRefused(
        builder -> builder.url(URL).passwordFile(Path.of("missing")), "passwordFile is missing");
    assertRefused(
        builder -> builder.dataSource(source).credentialsProvider(provider), "dataSource alone");
  }

  @Test
  void urlThatNoDriverTakesIsNotShown() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JdbcFlagCache.builder().url("jdbc:oracle:thin:u/hidden1@h").build())
        .withMessageContaining("jdbc:oracle:")
        .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("hidden1"));
    assertRefused(builder -> builder.url("hidden1"), "No JDBC driver");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a;b", "a.b", "1a", "\"a\"", "a-b", "täbelle"})
  void namesOfTablesAreChecked(String name) {
    assertRefused(builder -> builder.url(URL).leaseTable(name), "leaseTable");
    assertRefused(builder -> builder.url(URL).entryTable(name), "entryTable");
    assertRefused(builder -> builder.url(URL).schema(name), "schema");
  }

  @Test
  void tablesMustBeTwo() {
    assertRefused(builder -> builder.url(URL).leaseTable("t").entryTable("T"), "two tables");
  }

  @Test
  void readerCreatesNoTables() {
    assertRefused(builder -> builder.url(URL).role(Role.READER).createSchema(true), "createSchema");
  }

  @Test
  void unknownDatabaseIsAnErrorThatListsTheKnownOnes() {
    DatabaseMetaData oracle =
        (DatabaseMetaData)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {DatabaseMetaData.class},
                (proxy, method, arguments) -> "Oracle");

    assertThatIllegalStateException()
        .isThrownBy(() -> JdbcDialect.of(oracle))
        .withMessageContaining("Oracle")
        .withMessageContaining("H2, PostgreSQL, MariaDB, MySQL");
  }

  @Test
  void dialectMayBeChosen() throws Exception {
    JdbcFlagCacheBuilder builder =
        JdbcFlagCache.builder().url(URL).createSchema(true).decisionDeadline(TestTables.PATIENT);
    builder.dialect(JdbcDialect.H2).build().shutdown().get();

    assertThatIllegalStateException()
        .isThrownBy(() -> builder.dialect(JdbcDialect.MYSQL).build())
        .withMessageContaining("dialect MySQL");
  }

  @Test
  void everyDialectHasItsFile() {
    for (JdbcDialect dialect : JdbcDialect.values()) {
      assertThat(dialect.ddl(new JdbcTables("app", "my_lease", "my_entry")))
          .hasSize(2)
          .first()
          .asString()
          .startsWith("CREATE TABLE IF NOT EXISTS app.my_lease (");
      assertThat(dialect.ddl(new JdbcTables(null, "a", "b")).get(1))
          .startsWith("CREATE TABLE IF NOT EXISTS b (");
    }
  }
}
