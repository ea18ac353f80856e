package io.flagcache.redis;

import io.flagcache.Deadline;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

/**
 * A client of the provider's own. Redisson connects when a client is made, which may take several
 * time-outs in a row, so that is done on a thread for the purpose: one at a time, and only after
 * the last one failed.
 */
final class ManagedRedisson implements RedissonSource {

  private final Supplier<Config> config;
  private final String description;
  private final Optional<ChangingCredentials> credentials;
  private @Nullable CompletableFuture<RedissonClient> client;

  ManagedRedisson(Supplier<Config> config, String description) {
    this(config, description, Optional.empty());
  }

  /**
   * Connects nowhere yet.
   *
   * @param credentials whom the configuration has asked, if they change
   */
  ManagedRedisson(
      Supplier<Config> config, String description, Optional<ChangingCredentials> credentials) {
    this.config = config;
    this.description = description;
    this.credentials = credentials;
  }

  @Override
  public RedissonClient client(Deadline deadline)
      throws ExecutionException, TimeoutException, InterruptedException {
    CompletableFuture<RedissonClient> current = client;
    if (current == null || current.isCompletedExceptionally()) {
      current = connect();
      client = current;
    }
    return current.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
  }

  private CompletableFuture<RedissonClient> connect() {
    CompletableFuture<RedissonClient> connecting = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                connecting.complete(Redisson.create(config.get()));
              } catch (Throwable e) {
                connecting.completeExceptionally(e);
              }
            },
            "flagcache-redis-connect");
    thread.setDaemon(true);
    thread.start();
    return connecting;
  }

  @Override
  public Optional<Throwable> refusal() {
    return credentials.flatMap(ChangingCredentials::refusal);
  }

  @Override
  public Config config() {
    return config.get();
  }

  @Override
  public void close() {
    CompletableFuture<RedissonClient> current = client;
    if (current != null) {
      current.thenAccept(opened -> opened.shutdown(0, 1, TimeUnit.SECONDS));
    }
  }

  @Override
  public String toString() {
    return description;
  }
}
