package io.flagcache.demo;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HexFormat;
import org.h2.tools.Server;

/**
 * An H2 database in a folder of the demo's, served to the workers on the loopback interface, so
 * that it outlives each of them.
 */
final class TemporaryH2 implements AutoCloseable {

  private static final String USER = "demo";

  private final Server server;
  private final Connection keepOpen;
  private final String password;

  private TemporaryH2(Server server, Connection keepOpen, String password) {
    this.server = server;
    this.keepOpen = keepOpen;
    this.password = password;
  }

  static TemporaryH2 start(Path folder) throws SQLException {
    // H2 reads it once, before its first server; by default it listens on all interfaces.
    System.setProperty("h2.bindAddress", "127.0.0.1");
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    String password = HexFormat.of().formatHex(random);
    Connection connection =
        DriverManager.getConnection("jdbc:h2:file:" + folder.resolve("cache"), USER, password);
    Server server = Server.createTcpServer("-tcpPort", "0", "-baseDir", folder.toString()).start();
    return new TemporaryH2(server, connection, password);
  }

  /** The URL for workers; it has the password. */
  String url() {
    return "jdbc:h2:tcp://127.0.0.1:"
        + server.getPort()
        + "/./cache;flagcache.user="
        + USER
        + ";flagcache.password="
        + password;
  }

  @Override
  public void close() throws SQLException {
    server.stop();
    keepOpen.close();
  }
}
