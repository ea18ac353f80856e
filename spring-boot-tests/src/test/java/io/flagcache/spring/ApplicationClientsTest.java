package io.flagcache.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.flagcache.core.FlagCacheProvider;
import io.flagcache.testservers.RedisServer;
import java.net.URI;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Without a URL, the client that the application has is used, and left open. */
class ApplicationClientsTest {

  private static JdbcDataSource h2(String name) {
    JdbcDataSource dataSource = new JdbcDataSource();
    dataSource.setUrl("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1");
    return dataSource;
  }

  private static ApplicationContextRunner databases() {
    return Contexts.runner().withPropertyValues("flagcache.jdbc.create-schema=true");
  }

  private static void leads(ApplicationContextRunner runner) {
    runner.run(
        context ->
            assertThat(context.getBean(FlagCacheProvider.class).shouldFetchFlagDefinitions().join())
                .isTrue());
  }

  @Test
  void theOnlyDataSource() {
    leads(databases().withBean("only", JdbcDataSource.class, () -> h2("only")));
  }

  @Test
  void thePrimaryDataSource() throws Exception {
    JdbcDataSource primary = h2("primary");
    leads(
        databases()
            .withBean("other", JdbcDataSource.class, () -> h2("other"))
            .withBean("first", JdbcDataSource.class, () -> primary, bean -> bean.setPrimary(true)));

    assertThat(hasTables(primary)).isTrue();
    assertThat(hasTables(h2("other"))).isFalse();
  }

  @Test
  void theDataSourceThatIsNamed() throws Exception {
    leads(
        databases()
            .withPropertyValues("flagcache.client=second")
            .withBean("first", JdbcDataSource.class, () -> h2("first"))
            .withBean("second", JdbcDataSource.class, () -> h2("second")));

    assertThat(hasTables(h2("second"))).isTrue();
    assertThat(hasTables(h2("first"))).isFalse();
  }

  private static boolean hasTables(JdbcDataSource dataSource) throws Exception {
    try (var connection = dataSource.getConnection();
        var tables = connection.getMetaData().getTables(null, null, "FLAGCACHE_LEASE", null)) {
      return tables.next();
    }
  }

  @Test
  void aRedissonClient() {
    try (RedisServer redis = RedisServer.start()) {
      org.redisson.config.Config config = new org.redisson.config.Config();
      config.useSingleServer().setAddress(redis.url()).setConnectionMinimumIdleSize(1);
      leads(
          Contexts.runner()
              .withPropertyValues("flagcache.redis.key-prefix=flags")
              .withBean(
                  RedissonClient.class,
                  () -> Redisson.create(config),
                  bean -> bean.setDestroyMethodName("shutdown")));

      assertThat(redis.command("EXISTS", "flags:{default}:epoch")).isEqualTo(1L);
    }
  }

  @Test
  void aHazelcastInstance() {
    leads(
        Contexts.runner()
            .withPropertyValues("flagcache.hazelcast.locking=map")
            .withBean(
                HazelcastInstance.class,
                ApplicationClientsTest::member,
                bean -> bean.setDestroyMethodName("shutdown")));
  }

  private static HazelcastInstance member() {
    Config config = new Config();
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
    config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
    config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
    return Hazelcast.newHazelcastInstance(config);
  }

  @Test
  void aDynamoDbClient() {
    Contexts.runner()
        .withPropertyValues("flagcache.dynamodb.table=flags")
        .withBean(DynamoDbClient.class, ApplicationClientsTest::nowhere)
        .run(
            context ->
                assertThat(context.getBean(FlagCacheProvider.class).toString()).contains("flags"));
  }

  @Test
  void aDynamoDbClientNeedsATable() {
    Contexts.runner()
        .withBean(DynamoDbClient.class, ApplicationClientsTest::nowhere)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining("flagcache.dynamodb.table is not set"));
  }

  private static DynamoDbClient nowhere() {
    return DynamoDbClient.builder()
        .region(Region.EU_CENTRAL_1)
        .endpointOverride(URI.create("http://localhost:1"))
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }

  @Test
  void clientsOfSeveralBackendsHaveToBeChosenFrom() {
    ApplicationContextRunner both =
        databases()
            .withPropertyValues("flagcache.dynamodb.table=flags")
            .withBean("orders", JdbcDataSource.class, () -> h2("both"))
            .withBean("dynamo", DynamoDbClient.class, ApplicationClientsTest::nowhere);

    both.run(
        context ->
            assertThat(context)
                .getFailure()
                .rootCause()
                .hasMessageContaining("orders (flagcache-jdbc), dynamo (flagcache-dynamodb)"));
    leads(both.withPropertyValues("flagcache.client=orders"));
  }
}
