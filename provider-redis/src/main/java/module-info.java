/**
 * The backend on Redis and Valkey. Redisson is an automatic module, which cannot say what it
 * requires: that is said here.
 */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module io.flagcache.redis {
  requires transitive io.flagcache.core;
  requires io.netty.transport;
  requires static transitive org.jspecify;
  requires org.slf4j;
  requires transitive redisson;

  // Redisson's own.
  requires io.netty.resolver.dns;
  requires java.management;
  requires java.naming;
  requires java.xml;
  requires org.yaml.snakeyaml;

  exports io.flagcache.redis;

  provides io.flagcache.FlagDefinitionCacheProviderFactory with
      io.flagcache.redis.RedisFlagCacheFactory;
}
