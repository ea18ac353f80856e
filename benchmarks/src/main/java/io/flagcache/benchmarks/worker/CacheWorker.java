package io.flagcache.benchmarks.worker;

/** What an SDK sees of a cache, called and waited for on one thread. */
public interface CacheWorker extends AutoCloseable {

  /** Whether this worker is to fetch. */
  boolean shouldFetch() throws Exception;

  /** The definitions, decoded. */
  Object get() throws Exception;

  /** Stores what this worker has fetched. */
  void received(SampleDocument document) throws Exception;

  @Override
  void close();
}
