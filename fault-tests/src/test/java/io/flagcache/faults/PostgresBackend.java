package io.flagcache.faults;

import io.flagcache.testservers.TcpRelay;
import io.flagcache.testservers.database.TestServer;
import io.flagcache.testservers.database.TestServers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/** One PostgreSQL. */
final class PostgresBackend implements FaultyBackend {

  private final TestServer server = TestServers.postgres();
  private final TcpRelay relay = server.relay();

  @Override
  public String name() {
    return "PostgreSQL";
  }

  @Override
  public String url() {
    return server.url(relay) + "&";
  }

  @Override
  public String settingPrefix() {
    return "flagcache.";
  }

  @Override
  public Map<String, String> settings() {
    return Map.of("createSchema", "true");
  }

  @Override
  public List<TcpRelay> relays() {
    return List.of(relay);
  }

  @Override
  public void kill() {
    server.kill();
  }

  @Override
  public void restart() {
    server.restart();
  }

  @Override
  public boolean keepsData() {
    return true;
  }

  @Override
  public void pause() {
    server.pause();
  }

  @Override
  public void resume() {
    server.resume();
  }

  @Override
  public void flush() {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("delete from flagcache_entry");
      statement.execute("delete from flagcache_lease");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void damageEntry(String serviceKey) {
    try (Connection connection = server.connect();
        PreparedStatement damage =
            connection.prepareStatement(
                "update flagcache_entry set payload = substring(payload from 1 for 30)"
                    + " where service_key = ?")) {
      damage.setString(1, serviceKey);
      damage.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
