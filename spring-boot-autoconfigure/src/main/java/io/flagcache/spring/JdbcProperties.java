package io.flagcache.spring;

import io.flagcache.jdbc.JdbcDialect;
import io.flagcache.jdbc.JdbcFlagCache;
import io.flagcache.jdbc.JdbcFlagCacheBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What a cache in a database has besides.
 *
 * @param createSchema Whether missing tables are created.
 * @param schema Schema of the tables. By default the connection's own.
 * @param leaseTable Table of the leases.
 * @param entryTable Table of the entries.
 * @param dialect The SQL to use. By default recognised from what the driver reports.
 */
@ConfigurationProperties(JdbcProperties.PREFIX)
record JdbcProperties(
    @Nullable Boolean createSchema,
    @Nullable String schema,
    @Nullable String leaseTable,
    @Nullable String entryTable,
    @Nullable JdbcDialect dialect)
    implements BackendProperties {

  static final String PREFIX = "flagcache.jdbc";

  JdbcFlagCacheBuilder builder(DataSource dataSource) {
    JdbcFlagCacheBuilder builder = JdbcFlagCache.builder().dataSource(dataSource);
    Optional.ofNullable(createSchema).ifPresent(builder::createSchema);
    Optional.ofNullable(schema).ifPresent(builder::schema);
    Optional.ofNullable(leaseTable).ifPresent(builder::leaseTable);
    Optional.ofNullable(entryTable).ifPresent(builder::entryTable);
    Optional.ofNullable(dialect).ifPresent(builder::dialect);
    return builder;
  }

  @Override
  public String prefix() {
    return PREFIX;
  }

  @Override
  public Set<String> schemes() {
    return Set.of("jdbc");
  }

  @Override
  public Map<String, String> parameters() {
    Map<String, String> parameters = new LinkedHashMap<>();
    FlagCacheProperties.put(parameters, "createSchema", createSchema);
    FlagCacheProperties.put(parameters, "schema", schema);
    FlagCacheProperties.put(parameters, "leaseTable", leaseTable);
    FlagCacheProperties.put(parameters, "entryTable", entryTable);
    FlagCacheProperties.put(parameters, "dialect", dialect);
    return parameters;
  }
}
