package io.flagcache.benchmarks.backend;

/** One client of a backend, for all that is measured beside each other. */
public interface BackendClient extends AutoCloseable {

  /** Reads one small value by its key. No poll costs less with this client. */
  Object smallRequest() throws Exception;

  /**
   * What PostHog's example needs, on this client.
   *
   * @param serviceKey separates fleets
   */
  ValueAndLock valueAndLock(String serviceKey) throws Exception;

  @Override
  void close();
}
