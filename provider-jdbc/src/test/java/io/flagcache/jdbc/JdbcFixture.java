package io.flagcache.jdbc;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.conformance.Damage;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.WorkerSettings;
import io.flagcache.core.OutagePolicy;
import io.flagcache.core.Role;
import io.flagcache.testservers.FramedJson;
import io.flagcache.testservers.database.TestServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;

/** Workers over one pair of tables of a real database. */
abstract class JdbcFixture implements ProviderFixture {

  private final TestTables tables;
  private final TestServer server;

  JdbcFixture(TestServer server) {
    this.server = server;
    this.tables = new TestTables(server);
    // Readers may not create the tables.
    TestTables.store(tables.builder().dataSource(new RecordingDataSource(server::connect)), "none")
        .close();
  }

  abstract JdbcFlagCacheBuilder connecting(JdbcFlagCacheBuilder builder);

  @Override
  public FlagDefinitionCacheProvider newWorker(WorkerSettings settings) {
    JdbcFlagCacheBuilder builder =
        connecting(tables.builder())
            .createSchema(false)
            .serviceKey(settings.serviceKey())
            .pollInterval(settings.pollInterval())
            .lease(settings.lease())
            .entryTtl(settings.entryTtl())
            .decisionDeadline(settings.decisionDeadline())
            .transferDeadline(settings.transferDeadline())
            .outagePolicy(OutagePolicy.valueOf(settings.outagePolicy().name()))
            .holdLimit(settings.holdLimit())
            .role(settings.reader() ? Role.READER : Role.WORKER);
    settings.maxDocumentBytes().ifPresent(builder::maxDocumentBytes);
    return builder.build();
  }

  @Override
  public void wipe() {
    tables.wipe();
  }

  @Override
  public void close() {
    tables.close();
  }

  @Override
  public void damageEntry(String serviceKey, Damage damage) throws Exception {
    String where = " where service_key = ?";
    try (Connection connection = server.connect();
        PreparedStatement read =
            connection.prepareStatement("select payload from " + tables.entry + where);
        PreparedStatement write =
            connection.prepareStatement("update " + tables.entry + " set payload = ?" + where)) {
      read.setString(1, serviceKey);
      try (ResultSet row = read.executeQuery()) {
        row.next();
        write.setBytes(1, damage.of(row.getBytes(1)));
      }
      write.setString(2, serviceKey);
      write.executeUpdate();
    }
  }

  @Override
  public void forgeEntry(String serviceKey, String json) throws Exception {
    FramedJson framed = FramedJson.of(json);
    try (Connection connection = server.connect();
        PreparedStatement write =
            connection.prepareStatement(
                "update "
                    + tables.entry
                    + " set payload = ?, hash = ?, sequence = sequence + 1 where service_key = ?")) {
      write.setBytes(1, framed.payload());
      write.setString(2, framed.hash());
      write.setString(3, serviceKey);
      write.executeUpdate();
    }
  }
}
