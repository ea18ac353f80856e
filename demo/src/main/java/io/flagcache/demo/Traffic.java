package io.flagcache.demo;

import io.flagcache.demo.standin.ApiCounts;

/**
 * What a fleet asked of the API from its start until each of its workers had polled so many times.
 *
 * @param api the requests
 * @param polls the polls of all workers
 */
record Traffic(ApiCounts api, long polls) {

  double requestsPerPoll() {
    return polls == 0 ? 0 : (double) api.requests() / polls;
  }
}
