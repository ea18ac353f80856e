package io.flagcache.jdbc;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.conformance.Damage;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.WorkerSettings;
import io.flagcache.core.OutagePolicy;
import io.flagcache.core.Role;
import io.flagcache.jdbc.server.TestServer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Arrays;
import java.util.HexFormat;

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
    tables.execute("delete from " + tables.lease, "delete from " + tables.entry);
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
        write.setBytes(1, damaged(row.getBytes(1), damage));
      }
      write.setString(2, serviceKey);
      write.executeUpdate();
    }
  }

  private static byte[] damaged(byte[] payload, Damage damage) {
    return switch (damage) {
      case TRUNCATED -> Arrays.copyOf(payload, payload.length / 2);
      case ALTERED -> {
        byte[] altered = payload.clone();
        for (int at = payload.length / 3; at < payload.length / 3 + 8; at++) {
          altered[at] ^= 0x55;
        }
        yield altered;
      }
      case FOREIGN -> "hello".getBytes(StandardCharsets.UTF_8);
    };
  }

  @Override
  public void forgeEntry(String serviceKey, String json) throws Exception {
    byte[] text = json.getBytes(StandardCharsets.UTF_8);
    ByteBuffer payload = ByteBuffer.allocate(24 + text.length);
    payload.put("FLGC".getBytes(StandardCharsets.US_ASCII)).put((byte) 1).put((byte) 1);
    payload.putShort((short) 24).putInt(0).putInt(text.length).putLong(0).put(text);
    try (Connection connection = server.connect();
        PreparedStatement write =
            connection.prepareStatement(
                "update "
                    + tables.entry
                    + " set payload = ?, hash = ?, sequence = sequence + 1 where service_key = ?")) {
      write.setBytes(1, payload.array());
      write.setString(
          2, HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text)));
      write.setString(3, serviceKey);
      write.executeUpdate();
    }
  }
}
