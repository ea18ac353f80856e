package io.flagcache.redis;

import io.flagcache.Deadline;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

/** Where the client comes from: the application's own, or one that is made when it is needed. */
sealed interface RedissonSource permits ExternalRedisson, ManagedRedisson {

  /**
   * The client.
   *
   * @throws ExecutionException if it could not be made; the next call tries again
   * @throws TimeoutException if it was not made before the deadline; it is still being made
   */
  RedissonClient client(Deadline deadline)
      throws ExecutionException, TimeoutException, InterruptedException;

  /** Why the client's latest connection was not made, where that is known. */
  Optional<Throwable> refusal();

  /** How the client is, or will be, set up; nobody is asked for it. */
  Config config();

  /** Closes the client, unless it is the application's. */
  void close();
}
