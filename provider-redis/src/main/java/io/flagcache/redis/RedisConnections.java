package io.flagcache.redis;

import io.flagcache.Deadline;
import io.flagcache.core.text.PlainText;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisConnection;
import org.redisson.connection.MasterSlaveEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of a client to its primaries. Redisson keeps one for as long as the server does,
 * and a server that is no primary any more keeps it for ever, though the address may lead to
 * another server by now: a proxy, a virtual address, a service of Kubernetes.
 */
final class RedisConnections {

  private static final Logger LOG = LoggerFactory.getLogger(RedisConnections.class);

  private RedisConnections() {}

  /**
   * Closes the connections that nobody uses just now, and waits until they are made anew or the
   * time is over. What another thread of an application's client has under way is left alone; if
   * that turns out to be with the same server, the next call closes it.
   */
  static void replace(RedissonClient client, Deadline deadline) throws InterruptedException {
    CompletableFuture<?>[] replaced;
    try {
      replaced =
          idle(client).stream()
              .map(RedisConnections::reconnected)
              .toArray(CompletableFuture[]::new);
    } catch (LinkageError | RuntimeException e) {
      // An application may bring another version of Redisson, or a client of its own making.
      LOG.debug("This client's connections cannot be replaced", PlainText.failure(e));
      return;
    }
    try {
      CompletableFuture.allOf(replaced).get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("The connections that were closed are not back yet", PlainText.failure(e));
    }
  }

  private static List<RedisConnection> idle(RedissonClient client) {
    List<RedisConnection> idle = new ArrayList<>();
    for (MasterSlaveEntry primary :
        ((Redisson) client).getCommandExecutor().getConnectionManager().getEntrySet()) {
      idle.addAll(primary.getEntry().getConnectionsHolder().getFreeConnections());
    }
    return idle;
  }

  private static CompletableFuture<Void> reconnected(RedisConnection connection) {
    return connection.forceFastReconnectAsync().toCompletableFuture();
  }
}
