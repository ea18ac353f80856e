package io.flagcache.hazelcast;

import com.hazelcast.config.Config;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.MapConfig;

/** In the format OBJECT, values are compared by {@code equals}, which arrays do not have. */
class HazelcastStoreObjectFormatTest extends HazelcastStoreMapLockTest {

  @Override
  void configure(Config config) {
    config.addMapConfig(new MapConfig("flagcache").setInMemoryFormat(InMemoryFormat.OBJECT));
  }
}
