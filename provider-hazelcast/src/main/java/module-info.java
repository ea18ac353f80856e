/**
 * The backend on Hazelcast, which is an automatic module and cannot say what it requires: that is
 * said here.
 */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module io.flagcache.hazelcast {
  requires transitive com.hazelcast.core;
  requires transitive io.flagcache.core;
  requires static transitive org.jspecify;
  requires org.slf4j;

  // Hazelcast's own.
  requires java.management;
  requires java.naming;
  requires java.net.http;
  requires java.scripting;
  requires java.sql;
  requires jdk.management;
  requires jdk.net;
  requires jdk.unsupported;

  exports io.flagcache.hazelcast;

  provides io.flagcache.FlagDefinitionCacheProviderFactory with
      io.flagcache.hazelcast.HazelcastFlagCacheFactory;
}
