/** The backend on a relational database. Drivers are found as services. */
module io.flagcache.jdbc {
  requires com.zaxxer.hikari;
  requires transitive io.flagcache.core;
  requires transitive java.sql;
  requires static transitive org.jspecify;
  requires org.slf4j;

  exports io.flagcache.jdbc;

  provides io.flagcache.FlagDefinitionCacheProviderFactory with
      io.flagcache.jdbc.JdbcFlagCacheFactory;

  uses java.sql.Driver;
}
