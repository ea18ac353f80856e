package io.flagcache.redis;

import io.flagcache.core.url.HostAndPort;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address of a server, of sentinels or of a cluster: {@code
 * rediss+sentinel://user:password@host:port,host:port/master/database}.
 *
 * @param nodes host and port each
 * @param user percent-decoded
 * @param password percent-decoded
 * @param masterName what the sentinels call the master; only for sentinels
 */
record RedisUrl(
    Topology topology,
    boolean tls,
    List<String> nodes,
    Optional<String> user,
    Optional<String> password,
    Optional<String> masterName,
    int database) {

  private static final Pattern URL =
      Pattern.compile(
          "(?i)(rediss?)(\\+sentinel|\\+cluster)?://(?:([^@/]*)@)?([^@/]+)(?:/([^/]*))?(?:/(\\d{1,5}))?/?");

  private static final String OWNER = "The Redis URL";

  /** What stands behind the addresses. */
  enum Topology {
    SINGLE(6379),
    SENTINEL(26379),
    CLUSTER(6379);

    private final int defaultPort;

    Topology(int defaultPort) {
      this.defaultPort = defaultPort;
    }
  }

  /**
   * Takes a URL apart.
   *
   * @throws IllegalArgumentException if it is none; the message does not show it
   */
  static RedisUrl parse(String url) {
    Matcher parts = URL.matcher(url);
    if (url.contains("?")) {
      throw bad("has parameters; set them on the builder, or hand the URL to discovery");
    }
    if (!parts.matches()) {
      throw bad(
          "cannot be read; write redis://host:port/database, rediss:// for TLS,"
              + " redis+sentinel://host:port,host:port/master or"
              + " redis+cluster://host:port,host:port, with user:password@ before the host if"
              + " needed and reserved characters as %XX");
    }
    Topology topology = topologyOf(parts.group(2));
    Optional<String> path = Optional.ofNullable(parts.group(5)).filter(text -> !text.isEmpty());
    Optional<String> secondPath = Optional.ofNullable(parts.group(6));
    Optional<String> master = topology == Topology.SENTINEL ? path : Optional.empty();
    if (topology == Topology.SENTINEL && master.isEmpty()) {
      throw bad("names no master; write its name behind the sentinels' addresses, as in /mymaster");
    }
    if (topology != Topology.SENTINEL && secondPath.isPresent()) {
      throw bad("has two parts behind the address; write one, the number of the database");
    }
    List<String> nodes = nodes(parts.group(4), topology);
    return new RedisUrl(
        topology,
        parts.group(1).toLowerCase(Locale.ROOT).equals("rediss"),
        nodes,
        credential(parts.group(3), 0),
        credential(parts.group(3), 1),
        master.map(RedisUrl::decode),
        database(topology, topology == Topology.SENTINEL ? secondPath : path));
  }

  private static Topology topologyOf(String suffix) {
    return suffix == null
        ? Topology.SINGLE
        : Topology.valueOf(suffix.substring(1).toUpperCase(Locale.ROOT));
  }

  private static List<String> nodes(String hosts, Topology topology) {
    List<String> nodes =
        HostAndPort.allToConnect(OWNER, hosts).stream()
            .map(node -> node.withDefaultPort(topology.defaultPort).toString())
            .toList();
    if (topology == Topology.SINGLE && nodes.size() > 1) {
      throw bad("has several addresses; write redis+cluster:// or redis+sentinel://");
    }
    return nodes;
  }

  private static Optional<String> credential(String userInfo, int index) {
    if (userInfo == null) {
      return Optional.empty();
    }
    String[] parts = userInfo.split(":", 2);
    return index == parts.length
        ? Optional.empty()
        : Optional.of(decode(parts[index])).filter(text -> !text.isEmpty());
  }

  private static int database(Topology topology, Optional<String> text) {
    if (text.isEmpty()) {
      return 0;
    }
    if (!text.get().matches("\\d{1,5}")) {
      throw bad("has no number where the database's number stands");
    }
    int database = Integer.parseInt(text.get());
    if (topology == Topology.CLUSTER && database != 0) {
      throw bad("names database " + database + ", but a cluster has 0 alone; leave it out");
    }
    return database;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw bad("has a '%' that no two hexadecimal digits follow; write '%' as %25");
    }
  }

  private static IllegalArgumentException bad(String what) {
    return new IllegalArgumentException(OWNER + " " + what);
  }

  /** The addresses as Redisson writes them. */
  String[] addresses() {
    return nodes.stream()
        .map(node -> (tls ? "rediss://" : "redis://") + node)
        .toArray(String[]::new);
  }

  /** Names the server, without credentials. */
  @Override
  public String toString() {
    String name =
        switch (topology) {
          case SINGLE -> "Redis ";
          case SENTINEL -> "Redis by sentinels ";
          case CLUSTER -> "Redis cluster ";
        };
    return name + String.join(",", nodes) + (tls ? " (TLS)" : "");
  }
}
