package io.flagcache.testservers;

import java.io.Closeable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A cluster of three masters, each with a replica if wished. */
public final class RedisCluster implements Closeable {

  private static final int MASTERS = 3;
  private static final int SLOTS = 16_384;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Nobody is taken for lost because the machine is busy or the processes are stopped. */
  private static final Duration NEVER_LOST = Duration.ofHours(1);

  private final List<RedisServer> nodes = new ArrayList<>();

  /** Starts the nodes and waits until all of them call the cluster whole. */
  public RedisCluster(boolean withReplicas, @Nullable String password) {
    int count = withReplicas ? 2 * MASTERS : MASTERS;
    for (int i = 0; i < count; i++) {
      nodes.add(
          RedisServer.startWithPassword(
              password,
              "--cluster-enabled",
              "yes",
              "--cluster-node-timeout",
              Long.toString(NEVER_LOST.toMillis()),
              "--cluster-port",
              Integer.toString(ServerProcesses.freePort())));
    }
    for (int i = 0; i < MASTERS; i++) {
      int first = i * SLOTS / MASTERS;
      int last = (i + 1) * SLOTS / MASTERS - 1;
      nodes.get(i).command("CLUSTER", "ADDSLOTSRANGE", first, last);
    }
    for (int i = 1; i < count; i++) {
      for (RedisServer earlier : nodes.subList(0, i)) {
        RedisServer node = nodes.get(i);
        earlier.command("CLUSTER", "MEET", "127.0.0.1", node.port(), busPort(node));
      }
    }
    awaitState(count);
    for (int i = MASTERS; i < count; i++) {
      String master = String.valueOf(nodes.get(i - MASTERS).command("CLUSTER", "MYID"));
      nodes.get(i).command("CLUSTER", "REPLICATE", master);
    }
    awaitReplicas(count - MASTERS);
  }

  private static Object busPort(RedisServer node) {
    List<?> found = (List<?>) node.command("CONFIG", "GET", "cluster-port");
    return Objects.requireNonNull(Objects.requireNonNull(found).get(1));
  }

  private void awaitState(int count) {
    ServerProcesses.await(
        PATIENCE,
        () ->
            nodes.stream()
                .map(node -> String.valueOf(node.command("CLUSTER", "INFO")))
                .allMatch(
                    info ->
                        info.contains("cluster_state:ok")
                            && info.contains("cluster_known_nodes:" + count)),
        () -> "The cluster is not whole: " + nodes.get(0).command("CLUSTER", "NODES"));
  }

  private void awaitReplicas(int replicas) {
    ServerProcesses.await(
        PATIENCE,
        () ->
            nodes.stream()
                .allMatch(
                    node ->
                        String.valueOf(node.command("CLUSTER", "NODES"))
                                .lines()
                                .filter(line -> line.contains("slave"))
                                .count()
                            == replicas),
        () -> "The cluster has no replicas: " + nodes.get(0).command("CLUSTER", "NODES"));
  }

  /** Host and port of each node, with commas between. */
  public String addresses() {
    return nodes.stream().map(RedisServer::address).collect(Collectors.joining(","));
  }

  public List<RedisServer> nodes() {
    return List.copyOf(nodes);
  }

  /** The node that serves a key now. */
  public RedisServer nodeFor(String key) {
    for (RedisServer node : nodes) {
      if (node.isRunning() && serves(node, key)) {
        return node;
      }
    }
    throw new IllegalStateException("No node serves " + key);
  }

  private static boolean serves(RedisServer node, String key) {
    try {
      node.command("TYPE", key);
      return String.valueOf(node.command("ROLE")).contains("master");
    } catch (IllegalStateException moved) {
      return false;
    }
  }

  /** Kills a node, and has the others notice. */
  public void lose(RedisServer node) {
    node.kill();
    nodes.stream()
        .filter(RedisServer::isRunning)
        .forEach(each -> each.command("CONFIG", "SET", "cluster-node-timeout", 2000));
  }

  /** Stops everybody where they are, so that nobody notices that the others are. */
  public void pause() {
    nodes.stream().filter(RedisServer::isRunning).forEach(RedisServer::pause);
  }

  public void resume() {
    nodes.forEach(RedisServer::resume);
  }

  /** Deletes everything on every master. */
  public void flushAll() {
    nodes.stream()
        .filter(RedisServer::isRunning)
        .filter(node -> node.info("role").equals("master"))
        .forEach(node -> node.command("FLUSHALL"));
  }

  @Override
  public void close() {
    nodes.forEach(RedisServer::close);
  }
}
