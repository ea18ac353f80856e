package io.flagcache.benchmarks.backend;

import io.flagcache.testservers.DynamoDbServer;
import io.flagcache.testservers.RedisServer;
import io.flagcache.testservers.ServerProcesses;
import io.flagcache.testservers.TcpRelay;
import io.flagcache.testservers.database.TestServer;
import io.flagcache.testservers.database.TestServers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A server in processes of its own, so that what it costs is told from what its clients cost. It
 * ends with this JVM.
 */
public abstract class BenchmarkServer {

  private static final String LOCAL = "127.0.0.1";

  private final Backend backend;
  private final int port;

  private BenchmarkServer(Backend backend, int port) {
    this.backend = backend;
    this.port = port;
  }

  /** Starts one. */
  public static BenchmarkServer start(Backend backend) {
    return switch (backend) {
      case REDIS -> new Redis(RedisServer.start());
      case POSTGRESQL -> new Database(backend, TestServers.postgres());
      case MARIADB -> new Database(backend, TestServers.mariaDb("benchmarks"));
      case DYNAMODB -> new Plain(backend, DynamoDbServer.start().port(), "http://");
      case HAZELCAST -> new Plain(backend, new HazelcastServer().port(), "");
      case MEMORY -> new Plain(backend, 0, "");
      case H2 -> throw new IllegalArgumentException("H2 has no server here");
    };
  }

  public final Backend backend() {
    return backend;
  }

  /** What a client connects to, for {@link Backend#connect(String)}. */
  public final String address() {
    return address(port);
  }

  /** A relay to it, which counts what goes through. */
  public final TcpRelay relay() {
    return new TcpRelay(LOCAL, port);
  }

  /** What a client connects to that goes through a relay. */
  public final String address(TcpRelay relay) {
    return address(relay.port());
  }

  abstract String address(int atPort);

  /** Removes what was stored, where it is kept in memory. */
  public void wipe() {}

  /**
   * The process that it is, or that its processes descend from.
   *
   * @throws UnsupportedOperationException if it is not Redis or PostgreSQL
   */
  public ProcessHandle process() {
    throw new UnsupportedOperationException("The process of " + backend + " is not known");
  }

  private static final class Plain extends BenchmarkServer {

    private final String scheme;

    Plain(Backend backend, int port, String scheme) {
      super(backend, port);
      this.scheme = scheme;
    }

    @Override
    String address(int atPort) {
      return scheme + LOCAL + ":" + atPort;
    }
  }

  private static final class Redis extends BenchmarkServer {

    private final RedisServer server;

    Redis(RedisServer server) {
      super(Backend.REDIS, server.port());
      this.server = server;
    }

    @Override
    String address(int atPort) {
      return "redis://" + LOCAL + ":" + atPort;
    }

    @Override
    public void wipe() {
      server.command("FLUSHALL");
    }

    @Override
    public ProcessHandle process() {
      return ServerProcesses.running(Long.parseLong(server.info("process_id")));
    }
  }

  private static final class Database extends BenchmarkServer {

    private final TestServer server;

    Database(Backend backend, TestServer server) {
      super(backend, Integer.parseInt(server.url().replaceFirst(".*?://[^:/]+:(\\d+)/.*", "$1")));
      this.server = server;
    }

    @Override
    String address(int atPort) {
      return server.url().replaceFirst("//[^:/]+:\\d+/", "//localhost:" + atPort + "/");
    }

    /** PostgreSQL has one for each connection, and one above them. */
    @Override
    public ProcessHandle process() {
      try (Connection connection = server.connect();
          Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("select pg_backend_pid()")) {
        rows.next();
        return ServerProcesses.running(rows.getLong(1)).parent().orElseThrow();
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
