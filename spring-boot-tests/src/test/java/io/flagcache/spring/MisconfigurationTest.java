package io.flagcache.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.dynamodb.DynamoDbFlagCache;
import io.flagcache.hazelcast.HazelcastFlagCache;
import io.flagcache.jdbc.JdbcFlagCache;
import io.flagcache.redis.RedisFlagCache;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;

/** Each stops the start, and its analysis names the setting and the fix. */
class MisconfigurationTest {

  private static JdbcDataSource h2(String name) {
    JdbcDataSource dataSource = new JdbcDataSource();
    dataSource.setUrl("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1");
    return dataSource;
  }

  @Test
  void nothingIsConfigured() {
    FailureAnalysis analysis = analysisOf(Contexts.runner());

    assertThat(analysis.getDescription())
        .contains(
            "flagcache.url is not set", "flagcache-jdbc uses a DataSource", "flagcache-redis");
    assertThat(analysis.getAction()).contains("Set flagcache.url", "flagcache.enabled=false");
  }

  @Test
  void noBackendIsThere() {
    FailureAnalysis analysis =
        analysisOf(
            Contexts.runner()
                .withClassLoader(
                    new FilteredClassLoader(
                        JdbcFlagCache.class,
                        RedisFlagCache.class,
                        DynamoDbFlagCache.class,
                        HazelcastFlagCache.class)));

    assertThat(analysis.getDescription()).contains("no flagcache backend is on the class path");
    assertThat(analysis.getAction()).contains("Add a backend");
  }

  @Test
  void severalClientsOfOneKindAndNoneIsPrimary() {
    FailureAnalysis analysis =
        analysisOf(
            Contexts.runner()
                .withBean("orders", JdbcDataSource.class, () -> h2("orders"))
                .withBean("billing", JdbcDataSource.class, () -> h2("billing")));

    assertThat(analysis.getDescription())
        .contains("several beans of type javax.sql.DataSource", "billing, orders");
    assertThat(analysis.getAction()).contains("@Primary", "flagcache.client", "flagcache.url");
  }

  @Test
  void theClientThatIsNamedIsNone() {
    FailureAnalysis analysis =
        analysisOf(
            Contexts.runner()
                .withBean("orders", JdbcDataSource.class, () -> h2("orders"))
                .withPropertyValues("flagcache.client=order"));

    assertThat(analysis.getDescription()).contains("flagcache.client is 'order'");
    assertThat(analysis.getAction()).contains("orders");
  }

  @Test
  void aClientIsNamedBesideTheUrl() {
    assertThat(
            analysisOf(
                    Contexts.runner()
                        .withPropertyValues("flagcache.url=memory:x", "flagcache.client=orders"))
                .getDescription())
        .isEqualTo("Both flagcache.url and flagcache.client are set");
  }

  @Test
  void aSettingStandsInTheUrlAndInAProperty() {
    assertThat(
            analysisOf(
                    Contexts.runner()
                        .withPropertyValues(
                            "flagcache.url=memory:x?pollInterval=5s",
                            "flagcache.poll-interval=10s"))
                .getDescription())
        .contains("Leave 'pollInterval' out of the URL; flagcache.poll-interval sets it");
  }

  @Test
  void aSettingIsWrong() {
    assertThat(
            analysisOf(
                    Contexts.runner()
                        .withPropertyValues(
                            "flagcache.url=memory:x",
                            "flagcache.poll-interval=30s",
                            "flagcache.lease=10s"))
                .getDescription())
        .contains("lease is PT10S; make it longer than the pollInterval");
  }

  @Test
  void noBackendServesTheUrl() {
    assertThat(
            analysisOf(Contexts.runner().withPropertyValues("flagcache.url=rediz://localhost"))
                .getDescription())
        .contains("No flagcache backend on the class path serves the scheme 'rediz'");
  }

  @Test
  void aPasswordWithoutAUrl() {
    assertThat(
            analysisOf(
                    Contexts.runner()
                        .withBean("orders", JdbcDataSource.class, () -> h2("orders"))
                        .withPropertyValues("flagcache.password=geheim1"))
                .getDescription())
        .contains("flagcache.url is not");
  }

  @Test
  void noSecretIsShown() {
    List<String> secrets = List.of("geheim1", "geheim2");
    List<Throwable> failures = new ArrayList<>();
    Contexts.runner()
        .withPropertyValues(
            "flagcache.url=redis://app:geheim1@localhost:1/0/1",
            "flagcache.password=geheim2",
            "flagcache.posthog.project-token=phc_1")
        .run(context -> failures.add(context.getStartupFailure()));

    StringWriter trace = new StringWriter();
    failures.get(0).printStackTrace(new PrintWriter(trace));
    assertThat(trace.toString()).contains("flagcache.url").doesNotContain(secrets);
  }

  private static FailureAnalysis analysisOf(ApplicationContextRunner runner) {
    List<FailureAnalysis> analyses = new ArrayList<>();
    runner.run(
        context -> {
          assertThat(context).hasFailed();
          analyses.add(analyze(context.getStartupFailure()));
        });
    return analyses.get(0);
  }

  /** As Boot does, which finds the analyzer by its registration. */
  private static FailureAnalysis analyze(Throwable failure) {
    return SpringFactoriesLoader.forDefaultResourceLocation()
        .load(
            FailureAnalyzer.class,
            ArgumentResolver.none(),
            FailureHandler.handleMessage((message, others) -> {}))
        .stream()
        .filter(FlagCacheFailureAnalyzer.class::isInstance)
        .map(analyzer -> analyzer.analyze(failure))
        .findFirst()
        .orElseThrow();
  }
}
