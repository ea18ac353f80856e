package io.flagcache.hazelcast;

import com.hazelcast.core.HazelcastInstance;
import io.flagcache.Deadline;
import io.flagcache.core.url.Redaction;
import java.time.Duration;

/** The application's member or client. */
final class ExternalInstance implements InstanceSource {

  private final HazelcastInstance instance;

  ExternalInstance(HazelcastInstance instance) {
    this.instance = instance;
  }

  @Override
  public HazelcastInstance instance(Deadline deadline) {
    return instance;
  }

  @Override
  public Duration startTime() {
    return Duration.ZERO;
  }

  /** The application's configuration is not ours to read. */
  @Override
  public Redaction redaction() {
    return Redaction.NONE;
  }

  @Override
  public void close() {
    // It is the application's.
  }

  @Override
  public String toString() {
    return "Hazelcast (the application's " + instance.getName() + ")";
  }
}
