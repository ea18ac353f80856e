package io.flagcache.benchmarks.worker;

/** Where the client is measured, and nothing above it: the first leads, and nothing is stored. */
final class NoWorker implements CacheWorker {

  @Override
  public boolean shouldFetch() {
    throw new UnsupportedOperationException("A client alone does not poll");
  }

  @Override
  public Object get() {
    throw new UnsupportedOperationException("A client alone does not poll");
  }

  @Override
  public void received(SampleDocument document) {
    throw new UnsupportedOperationException("A client alone does not publish");
  }

  @Override
  public void close() {}
}
