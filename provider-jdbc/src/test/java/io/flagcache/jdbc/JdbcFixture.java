package io.flagcache.jdbc;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.conformance.Damage;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.StoredFields;
import io.flagcache.conformance.WorkerSettings;
import io.flagcache.conformance.rule.Disturbance;
import io.flagcache.core.OutagePolicy;
import io.flagcache.core.Role;
import io.flagcache.testservers.FramedJson;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Workers over a pair of tables of a real database, in which others have service keys too. */
abstract class JdbcFixture implements ProviderFixture {

  private final Set<String> serviceKeys = ConcurrentHashMap.newKeySet();

  abstract SharedDatabase database();

  abstract JdbcFlagCacheBuilder connecting(JdbcFlagCacheBuilder builder);

  private TestTables tables() {
    return database().tables();
  }

  @Override
  public Set<Disturbance> disturbances() {
    return Set.of();
  }

  @Override
  public FlagDefinitionCacheProvider newWorker(WorkerSettings settings) {
    serviceKeys.add(settings.serviceKey());
    JdbcFlagCacheBuilder builder =
        connecting(tables().builder())
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

  /** Deletes the rows of this test alone. */
  @Override
  public void wipe() {
    if (!serviceKeys.isEmpty()) {
      tables().forget(serviceKeys);
    }
  }

  @Override
  public void close() {
    wipe();
  }

  @Override
  public void damageEntry(String serviceKey, Damage damage) throws Exception {
    String where = " where service_key = ?";
    try (Connection connection = database().connect();
        PreparedStatement read =
            connection.prepareStatement("select payload from " + tables().entry + where);
        PreparedStatement write =
            connection.prepareStatement("update " + tables().entry + " set payload = ?" + where)) {
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
  public StoredFields storedFields() {
    return new JdbcStoredFields(database());
  }

  @Override
  public void forgeEntry(String serviceKey, String json) throws Exception {
    FramedJson framed = FramedJson.of(json);
    try (Connection connection = database().connect();
        PreparedStatement write =
            connection.prepareStatement(
                "update "
                    + tables().entry
                    + " set payload = ?, hash = ?, sequence = sequence + 1 where service_key = ?")) {
      write.setBytes(1, framed.payload());
      write.setString(2, framed.hash());
      write.setString(3, serviceKey);
      write.executeUpdate();
    }
  }
}
