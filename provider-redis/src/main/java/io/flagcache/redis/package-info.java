/** Flag definitions shared through Redis or Valkey: {@link io.flagcache.redis.RedisFlagCache}. */
@NullMarked
package io.flagcache.redis;

import org.jspecify.annotations.NullMarked;
