package io.flagcache.redis;

import io.flagcache.Deadline;
import org.redisson.api.RedissonClient;

/** The application's client, which is never closed. */
record GivenRedisson(RedissonClient client) implements RedissonSource {

  @Override
  public RedissonClient client(Deadline deadline) {
    return client;
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
