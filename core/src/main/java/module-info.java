/** The engine behind every provider, and what a backend implements. */
@SuppressWarnings("requires-automatic")
module io.flagcache.core {
  requires com.fasterxml.jackson.databind;
  requires transitive io.flagcache;
  requires static micrometer.core;
  requires static transitive org.jspecify;
  requires org.slf4j;

  exports io.flagcache.core;
  exports io.flagcache.core.credentials;
  exports io.flagcache.core.memory;
  exports io.flagcache.core.metrics;
  exports io.flagcache.core.record;
  exports io.flagcache.core.store;
  exports io.flagcache.core.text;
  exports io.flagcache.core.url;

  provides io.flagcache.FlagDefinitionCacheProviderFactory with
      io.flagcache.core.memory.InMemoryFlagCache.Factory;

  uses io.flagcache.core.credentials.CredentialsProviderFactory;
}
