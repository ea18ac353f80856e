package io.flagcache.spring;

import io.flagcache.jdbc.JdbcFlagCache;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({JdbcFlagCache.class, DataSource.class})
@EnableConfigurationProperties(JdbcProperties.class)
final class JdbcBackendConfiguration {

  @Bean
  static ClientBackend<DataSource> jdbcClientBackend(JdbcProperties own) {
    return new ClientBackend<>(
        "flagcache-jdbc",
        DataSource.class,
        (client, common) -> common.applyTo(own.builder(client)).build());
  }
}
