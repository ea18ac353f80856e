package io.flagcache.spring;

import io.flagcache.redis.RedisFlagCache;
import org.redisson.api.RedissonClient;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({RedisFlagCache.class, RedissonClient.class})
@EnableConfigurationProperties(RedisProperties.class)
final class RedisBackendConfiguration {

  @Bean
  static ClientBackend<RedissonClient> redisClientBackend(RedisProperties own) {
    return new ClientBackend<>(
        "flagcache-redis",
        RedissonClient.class,
        (client, common) -> common.applyTo(own.builder(client)).build());
  }
}
