/** Flag definitions shared through Hazelcast: {@link io.flagcache.hazelcast.HazelcastFlagCache}. */
@NullMarked
package io.flagcache.hazelcast;

import org.jspecify.annotations.NullMarked;
