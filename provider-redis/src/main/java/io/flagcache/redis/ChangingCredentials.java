package io.flagcache.redis;

import io.flagcache.core.credentials.ConnectionCredentials;
import io.flagcache.core.credentials.Credentials;
import io.flagcache.core.url.Redaction;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.redisson.client.NettyHook;
import org.redisson.client.RedisClientConfig;
import org.redisson.client.RedisConnection;
import org.redisson.client.RedisConnectionException;
import org.redisson.config.Config;
import org.redisson.config.CredentialsResolver;

/**
 * Has each connection of a client made with the credentials of that moment. Redisson has a resolver
 * for that, but 4.7 sends PING and SELECT before the resolver has answered
 * (redisson/redisson#7295), and asks it for sentinels, too. So a connection waits here until there
 * is an answer, and its own resolver has it at hand.
 */
final class ChangingCredentials implements NettyHook {

  /** Stands in the configuration of whoever is to get the servers' password, and is never sent. */
  private static final String PLACEHOLDER = "asked for at each connection";

  /** Redisson tries again every two seconds at the latest, so an older failure is over. */
  private static final Duration RECENT = Duration.ofSeconds(10);

  private final ConnectionCredentials credentials;
  private final Duration limit;
  private volatile @Nullable Refusal refusal;

  private record Refusal(Throwable cause, long nanoTime) {}

  /**
   * Asks nothing yet.
   *
   * @param limit how long a connection waits for its credentials
   */
  ChangingCredentials(ConnectionCredentials credentials, Duration limit) {
    this.credentials = credentials;
    this.limit = limit;
  }

  void applyTo(Config config) {
    config.setPassword(PLACEHOLDER).setNettyHook(this);
  }

  boolean requireTls() {
    return credentials.requiresTls();
  }

  Redaction redaction() {
    return credentials.redaction();
  }

  /** Why the latest connection was not made, which commands hear of as a time-out. */
  Optional<Throwable> refusal() {
    return Optional.ofNullable(refusal)
        .filter(last -> System.nanoTime() - last.nanoTime() < RECENT.toNanos())
        .map(Refusal::cause);
  }

  @Override
  public void afterBoostrapInitialization(Bootstrap bootstrap) {
    // All is done with its channels.
  }

  @Override
  public void afterChannelInitialization(Channel channel) {
    channel.pipeline().addFirst(new Gate());
  }

  /** What one client, of one server, logs in with. */
  private static final class Latest implements CredentialsResolver {

    private volatile org.redisson.config.Credentials credentials =
        new org.redisson.config.Credentials();

    void set(Credentials next) {
      credentials = new org.redisson.config.Credentials(next.user().orElse(null), next.password());
    }

    @Override
    public CompletionStage<org.redisson.config.Credentials> resolve(InetSocketAddress address) {
      return CompletableFuture.completedFuture(credentials);
    }
  }

  /** Empty for sentinels, unless they ask for a password and have none of their own. */
  private static Optional<Latest> latest(RedisClientConfig client) {
    if (client.getCredentialsResolver() instanceof Latest present) {
      return Optional.of(present);
    }
    if (!PLACEHOLDER.equals(client.getPassword())) {
      return Optional.empty();
    }
    Latest first = new Latest();
    client.setCredentialsResolver(first);
    return Optional.of(first);
  }

  /** Holds back the handlers that would log in, and TLS as well. */
  private final class Gate extends ChannelInboundHandlerAdapter {

    private boolean passed;

    @Override
    public void channelActive(ChannelHandlerContext context) {
      RedisConnection connection = RedisConnection.getFrom(context.channel());
      Optional<Latest> latest = latest(connection.getRedisClient().getConfig());
      if (latest.isEmpty()) {
        pass(context);
        return;
      }
      connection
          .getConnectionPromise()
          .whenComplete(
              (opened, failure) ->
                  refusal = failure == null ? null : new Refusal(failure, System.nanoTime()));
      credentials
          .ask(limit)
          .whenCompleteAsync(
              (answer, failure) -> {
                if (failure != null) {
                  fail(connection, failure);
                } else if (context.channel().isActive()) {
                  latest.get().set(answer);
                  pass(context);
                }
              },
              context.executor());
    }

    private void pass(ChannelHandlerContext context) {
      passed = true;
      context.fireChannelActive();
    }

    /** As Redisson ends a connection whose handshake failed. */
    private static void fail(RedisConnection connection, Throwable failure) {
      connection.closeAsync();
      connection.getConnectionPromise().completeExceptionally(failure);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      if (!passed) {
        // No handler behind this one has begun to wait for an answer, so none would give up.
        fail(
            RedisConnection.getFrom(context.channel()),
            new RedisConnectionException("The server closed the connection"));
      }
      context.fireChannelInactive();
    }
  }

  @Override
  public String toString() {
    return "ChangingCredentials";
  }
}
