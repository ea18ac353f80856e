package io.flagcache.benchmarks.worker;

import io.flagcache.benchmarks.backend.ValueAndLock;
import java.util.UUID;

/**
 * The algorithm of PostHog's example: a lock that is taken or extended at each poll, and a value of
 * plain JSON that followers read and parse at each poll.
 */
final class ExampleWorker implements CacheWorker {

  private final ValueAndLock shared;
  private final String owner = UUID.randomUUID().toString();

  ExampleWorker(ValueAndLock shared) {
    this.shared = shared;
  }

  @Override
  public boolean shouldFetch() throws Exception {
    return shared.lead(owner);
  }

  @Override
  public Object get() throws Exception {
    return read(shared);
  }

  static Object read(ValueAndLock shared) throws Exception {
    byte[] json = shared.read();
    if (json == null) {
      throw new IllegalStateException("There are no definitions");
    }
    return SampleDocument.parse(json);
  }

  @Override
  public void received(SampleDocument document) throws Exception {
    shared.write(document.json());
  }

  @Override
  public void close() {}
}
