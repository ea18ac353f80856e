package io.flagcache.testservers.database;

import io.flagcache.testservers.TcpRelay;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A database that tests run against. */
public interface TestServer {

  /** A URL with all that a driver needs, credentials included. */
  String url();

  /** A relay to the server of a URL, which has to name a port. */
  default TcpRelay relay() {
    Matcher address = address();
    return new TcpRelay(address.group(1), Integer.parseInt(address.group(2)));
  }

  /** The server's URL by way of a relay to it. */
  default String url(TcpRelay relay) {
    return address().replaceFirst("//localhost:" + relay.port() + "/");
  }

  private Matcher address() {
    Matcher address = Pattern.compile("//([^/:@]+):(\\d+)/").matcher(url());
    if (!address.find()) {
      throw new IllegalArgumentException("The server's URL names no port");
    }
    return address;
  }

  /** The password in the URL. */
  default String password() {
    return url().replaceFirst("(?is).*password=([^;&]*).*", "$1");
  }

  /** Whether this JVM started the server's processes and may stop and kill them. */
  default boolean isOurs() {
    return false;
  }

  /** Stops the server's processes where they are, as a debugger or a hypervisor does. */
  default void pause() {
    throw new UnsupportedOperationException("This server is not ours to stop");
  }

  /** Lets stopped processes go on. */
  default void resume() {
    throw new UnsupportedOperationException("This server is not ours to continue");
  }

  /** Ends the server's processes without warning; the data stay on disk. */
  default void kill() {
    throw new UnsupportedOperationException("This server is not ours to kill");
  }

  /** Starts a killed server again, on the same port with the same data. */
  default void restart() {
    throw new UnsupportedOperationException("This server is not ours to start");
  }

  /** A new connection, outside of all pools. */
  default Connection connect() throws SQLException {
    return DriverManager.getConnection(url());
  }
}
