package io.flagcache.redis;

import io.flagcache.Deadline;
import java.util.Optional;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

/** The application's client, which is never closed. */
record ExternalRedisson(RedissonClient client) implements RedissonSource {

  @Override
  public RedissonClient client(Deadline deadline) {
    return client;
  }

  @Override
  public Optional<Throwable> refusal() {
    return Optional.empty();
  }

  @Override
  public Config config() {
    return client.getConfig();
  }

  @Override
  public void close() {
    // It is the application's.
  }

  @Override
  public String toString() {
    return "Redis (the application's client)";
  }
}
