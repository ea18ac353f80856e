package io.flagcache.hazelcast;

import com.hazelcast.core.HazelcastInstance;
import io.flagcache.Deadline;
import io.flagcache.core.url.Redaction;
import java.time.Duration;

/** Where the member or client comes from. Called one call at a time. */
interface InstanceSource {

  /**
   * The running instance.
   *
   * @throws Exception if there is none before the deadline
   */
  HazelcastInstance instance(Deadline deadline) throws Exception;

  /** How long the first use may wait for the start, if that is longer than usual calls take. */
  Duration startTime();

  /** Shuts down what was started, and nothing that was handed over. Does not wait. */
  void close();

  /** Takes out of messages what the configuration keeps secret. */
  Redaction redaction();

  /** Names the cluster; shows no credential. */
  @Override
  String toString();
}
