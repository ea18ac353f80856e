package io.flagcache.conformance.simulator;

/**
 * What the simulated API answered.
 *
 * @param state how it answers at present
 * @param changed whether the document is another than the one with the request's ETag
 * @param version the document's version, which is also its ETag
 */
record ApiAnswer(ApiState state, boolean changed, int version) {

  boolean hasDocument() {
    return state == ApiState.UP && changed;
  }

  boolean isUnchanged() {
    return state == ApiState.UP && !changed;
  }

  boolean isError() {
    return state != ApiState.UP && state != ApiState.DOWN;
  }
}
