package io.flagcache.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.flagcache.core.FlagCacheProvider;
import io.flagcache.testservers.database.TestServer;
import io.flagcache.testservers.database.TestServers;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** An application whose cache is in its own PostgreSQL, by the pool that Boot makes for it. */
class DataSourceApplicationTest {

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class App {}

  @Test
  void theTablesMayComeFromTheInitializationOfTheDatabase() {
    try (ConfigurableApplicationContext context =
        SpringApplication.run(
            App.class,
            "--spring.main.web-application-type=none",
            "--spring.datasource.url=jdbc:h2:mem:initialized",
            "--spring.sql.init.mode=always",
            "--spring.sql.init.schema-locations=classpath:io/flagcache/jdbc/ddl/h2.sql")) {
      assertThat(context.getBean(FlagCacheProvider.class).shouldFetchFlagDefinitions().join())
          .isTrue();
    }
  }

  private static ConfigurableApplicationContext start() {
    TestServer postgres = TestServers.postgres();
    return SpringApplication.run(
        App.class,
        "--spring.main.web-application-type=none",
        "--spring.datasource.url=" + postgres.url(),
        "--flagcache.jdbc.create-schema=true");
  }

  @Test
  void theLeaseIsReleasedBeforeThePoolCloses() {
    HikariDataSource pool;
    try (ConfigurableApplicationContext first = start()) {
      pool = first.getBean(HikariDataSource.class);
      FlagCacheProvider provider = first.getBean(FlagCacheProvider.class);
      assertThat(provider.shouldFetchFlagDefinitions().join()).isTrue();
      assertThat(provider.toString()).contains("PostgreSQL");
    }
    assertThat(pool.isClosed()).isTrue();

    try (ConfigurableApplicationContext next = start()) {
      assertThat(next.getBean(FlagCacheProvider.class).shouldFetchFlagDefinitions().join())
          .as("elected at its first poll")
          .isTrue();
    }
  }
}
