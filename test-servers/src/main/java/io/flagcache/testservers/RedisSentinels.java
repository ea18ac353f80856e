package io.flagcache.testservers;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A master, two replicas, and three sentinels that watch them. */
public final class RedisSentinels implements Closeable {

  private static final String MASTER = "flags";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Nobody is taken for down because the machine is busy or the processes are stopped. */
  private static final Duration NEVER_DOWN = Duration.ofHours(1);

  private final List<RedisServer> servers = new ArrayList<>();
  private final List<RedisServer> sentinels = new ArrayList<>();

  /** Starts all six, with a password at the servers if there is one. */
  public RedisSentinels(@Nullable String password) {
    RedisServer master = RedisServer.startWithPassword(password);
    servers.add(master);
    for (int i = 0; i < 2; i++) {
      servers.add(
          RedisServer.startWithPassword(password, "--replicaof", "127.0.0.1 " + master.port()));
    }
    // Sentinels look for replicas when they start, and then only every ten seconds.
    ServerProcesses.await(
        PATIENCE,
        () -> master.info("connected_slaves").equals("2"),
        () -> "The replicas do not connect: " + master.command("INFO", "replication"));
    for (int i = 0; i < 3; i++) {
      sentinels.add(sentinel(master));
    }
    ServerProcesses.await(
        PATIENCE, this::isWatched, () -> "The sentinels do not know all: " + states());
  }

  private static RedisServer sentinel(RedisServer master) {
    Path directory = ServerProcesses.newDirectory("flagcache-sentinel");
    ServerProcesses.atExit(() -> {}, directory);
    Path config = directory.resolve("sentinel.conf");
    List<String> lines = new ArrayList<>();
    lines.add("sentinel monitor " + MASTER + " 127.0.0.1 " + master.port() + " 2");
    lines.add("sentinel down-after-milliseconds " + MASTER + " " + NEVER_DOWN.toMillis());
    lines.add("sentinel failover-timeout " + MASTER + " 3000");
    if (master.password() != null) {
      lines.add("sentinel auth-pass " + MASTER + " " + master.password());
    }
    try {
      Files.write(config, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return RedisServer.start(config.toString(), "--sentinel");
  }

  private boolean isWatched() {
    return sentinels.stream()
        .allMatch(
            sentinel ->
                size(sentinel.command("SENTINEL", "REPLICAS", MASTER)) == 2
                    && size(sentinel.command("SENTINEL", "SENTINELS", MASTER)) == 2);
  }

  private static int size(@Nullable Object list) {
    return ((List<?>) Objects.requireNonNull(list)).size();
  }

  private String states() {
    return sentinels.stream()
        .map(sentinel -> String.valueOf(sentinel.command("SENTINEL", "MASTERS")))
        .collect(Collectors.joining("\n"));
  }

  public String masterName() {
    return MASTER;
  }

  /** Host and port of each sentinel, with commas between. */
  public String addresses() {
    return sentinels.stream().map(RedisServer::address).collect(Collectors.joining(","));
  }

  /** The server that the sentinels call the master now. */
  public RedisServer master() {
    List<?> address =
        (List<?>)
            Objects.requireNonNull(
                sentinels.get(0).command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", MASTER));
    int port = Integer.parseInt(String.valueOf(address.get(1)));
    return servers.stream().filter(server -> server.port() == port).findFirst().orElseThrow();
  }

  /** The servers that are not the master. */
  public List<RedisServer> replicas() {
    RedisServer master = master();
    return servers.stream().filter(server -> server != master).toList();
  }

  /** All servers, without the sentinels. */
  public List<RedisServer> servers() {
    return List.copyOf(servers);
  }

  /** Has the sentinels notice that the master was lost, and waits until another one is it. */
  public RedisServer awaitFailoverFrom(RedisServer former) {
    sentinels.forEach(
        sentinel -> sentinel.command("SENTINEL", "SET", MASTER, "down-after-milliseconds", 1000));
    ServerProcesses.await(
        PATIENCE,
        () -> master() != former && master().info("role").equals("master"),
        () -> "No fail-over from " + former + ": " + states());
    return master();
  }

  /** Stops everybody where they are, so that nobody notices that the others are. */
  public void pause() {
    all().filter(RedisServer::isRunning).forEach(RedisServer::pause);
  }

  public void resume() {
    all().forEach(RedisServer::resume);
  }

  private Stream<RedisServer> all() {
    return Stream.concat(sentinels.stream(), servers.stream());
  }

  @Override
  public void close() {
    all().forEach(RedisServer::close);
  }
}
