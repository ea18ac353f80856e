package io.flagcache.spring;

import io.flagcache.dynamodb.DynamoDbFlagCache;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({DynamoDbFlagCache.class, DynamoDbClient.class})
@EnableConfigurationProperties(DynamoDbProperties.class)
final class DynamoDbBackendConfiguration {

  @Bean
  static ClientBackend<DynamoDbClient> dynamoDbClientBackend(DynamoDbProperties own) {
    return new ClientBackend<>(
        "flagcache-dynamodb",
        DynamoDbClient.class,
        (client, common) -> common.applyTo(own.builder(client)).build());
  }
}
