package io.flagcache.conformance.simulator;

/**
 * Requests to the API, and what they are billed as: an unchanged document (304) as 1 unit, a
 * changed or first one (200) as 10, a request that fails as none.
 *
 * @param requests how many were sent
 * @param units what they are billed as
 */
public record Traffic(long requests, long units) {

  static final Traffic NONE = new Traffic(0, 0);
  private static final int CHANGED = 10;

  Traffic plusChanged() {
    return new Traffic(requests + 1, units + CHANGED);
  }

  Traffic plusUnchanged() {
    return new Traffic(requests + 1, units + 1);
  }

  Traffic plusFailed() {
    return new Traffic(requests + 1, units);
  }

  @Override
  public String toString() {
    return requests + " requests, billed as " + units + " units";
  }
}
