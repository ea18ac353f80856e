package io.flagcache.redis;

import io.flagcache.core.FlagCacheSettings;
import java.time.Duration;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.config.BaseConfig;
import org.redisson.config.BaseMasterSlaveServersConfig;
import org.redisson.config.Config;
import org.redisson.config.ConstantDelay;
import org.redisson.config.EqualJitterDelay;
import org.redisson.config.ReadMode;
import org.redisson.config.SubscriptionMode;

/** Redisson set up for one caller that asks a few times a minute: four threads, few connections. */
final class MinimalConfig {

  private static final int CONNECTIONS = 2;

  /** How long a connection can be half-open before it is noticed and replaced. */
  private static final Duration PING = Duration.ofSeconds(5);

  private static final Duration LONGEST_RECONNECT = Duration.ofSeconds(2);

  private MinimalConfig() {}

  static Config of(
      RedisUrl url, RedisCredentials credentials, RedisTls tls, FlagCacheSettings settings) {
    Config config = new Config();
    config.setThreads(2).setNettyThreads(2).setCodec(ByteArrayCodec.INSTANCE);
    config.setReferenceEnabled(false);
    // With it, Redisson asks a server without EVALSHA for ever; our own scripts go by digest.
    config.setUseScriptCache(false);
    // A replica that does not answer would hold up the lease; what a fail-over loses, epochs
    // repair.
    config.setCheckLockSyncedSlaves(false);
    config.setSlavesSyncTimeout(settings.decisionDeadline().toMillis() / 4);
    config.setTcpKeepAlive(true);
    credentials.user().ifPresent(config::setUsername);
    credentials.password().ifPresent(config::setPassword);
    credentials.changing().ifPresent(changing -> changing.applyTo(config));
    tls.applyTo(config);
    switch (url.topology()) {
      case SINGLE ->
          limited(
              config
                  .useSingleServer()
                  .setAddress(url.addresses()[0])
                  .setDatabase(url.database())
                  .setConnectionMinimumIdleSize(1)
                  .setConnectionPoolSize(CONNECTIONS)
                  .setSubscriptionConnectionMinimumIdleSize(0)
                  .setSubscriptionConnectionPoolSize(1),
              settings);
      case SENTINEL -> {
        var sentinels =
            config
                .useSentinelServers()
                .setMasterName(url.masterName().orElseThrow())
                .setDatabase(url.database())
                .setCheckSentinelsList(false)
                .addSentinelAddress(url.addresses());
        credentials.sentinelUser().ifPresent(sentinels::setSentinelUsername);
        credentials.sentinelPassword().ifPresent(sentinels::setSentinelPassword);
        limited(primaryOnly(sentinels), settings);
      }
      case CLUSTER ->
          limited(
              primaryOnly(config.useClusterServers().addNodeAddress(url.addresses())), settings);
    }
    return config;
  }

  /** What is read must not be older than what was written. */
  private static <T extends BaseMasterSlaveServersConfig<T>> T primaryOnly(T config) {
    return config
        .setReadMode(ReadMode.MASTER)
        .setSubscriptionMode(SubscriptionMode.MASTER)
        .setMasterConnectionMinimumIdleSize(1)
        .setMasterConnectionPoolSize(CONNECTIONS)
        .setSubscriptionConnectionMinimumIdleSize(0)
        .setSubscriptionConnectionPoolSize(1);
  }

  private static void limited(BaseConfig<?> config, FlagCacheSettings settings) {
    int half = (int) settings.decisionDeadline().toMillis() / 2;
    config
        .setConnectTimeout(Math.max(1, half))
        .setTimeout(Math.max(1, half))
        .setRetryAttempts(0)
        .setRetryDelay(new ConstantDelay(Duration.ofMillis(100)))
        .setReconnectionDelay(new EqualJitterDelay(Duration.ofMillis(100), LONGEST_RECONNECT))
        .setPingConnectionInterval((int) PING.toMillis());
  }
}
