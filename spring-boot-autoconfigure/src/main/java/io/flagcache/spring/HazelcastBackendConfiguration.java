package io.flagcache.spring;

import com.hazelcast.core.HazelcastInstance;
import io.flagcache.hazelcast.HazelcastFlagCache;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({HazelcastFlagCache.class, HazelcastInstance.class})
@EnableConfigurationProperties(HazelcastProperties.class)
final class HazelcastBackendConfiguration {

  @Bean
  static ClientBackend<HazelcastInstance> hazelcastClientBackend(HazelcastProperties own) {
    return new ClientBackend<>(
        "flagcache-hazelcast",
        HazelcastInstance.class,
        (client, common) -> common.applyTo(own.builder(client)).build());
  }
}
