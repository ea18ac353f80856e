package io.flagcache.spring;

import java.util.Map;
import java.util.Set;

/** The settings of one backend's own, which its URLs may have as well. */
sealed interface BackendProperties
    permits DynamoDbProperties, HazelcastProperties, JdbcProperties, RedisProperties {

  /** What they begin with. */
  String prefix();

  /** How the schemes of its URLs begin. */
  Set<String> schemes();

  /** What is set, as settings of a URL. */
  Map<String, String> parameters();
}
