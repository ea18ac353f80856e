package io.flagcache.conformance.simulator;

import org.jspecify.annotations.Nullable;

/** The API of one run: serves one version of the document at a time, and counts requests. */
final class SimulatedApi {

  private int version = 1;
  private int former = 1;
  private int newest = 1;
  private ApiState state = ApiState.UP;
  private Traffic traffic = Traffic.NONE;

  int version() {
    return version;
  }

  void changeDocument() {
    former = version;
    newest++;
    version = newest;
  }

  /** Serves what it served before the present document. */
  void changeBack() {
    int present = version;
    version = former;
    former = present;
  }

  ApiState state() {
    return state;
  }

  void become(ApiState newState) {
    state = newState;
  }

  ApiAnswer answer(@Nullable Integer etag, boolean isKeyValid) {
    if (state == ApiState.UP && !isKeyValid) {
      traffic = traffic.plusFailed();
      return new ApiAnswer(ApiState.UNAUTHORIZED, true, version);
    }
    traffic = billed(traffic, etag);
    return new ApiAnswer(state, etag == null || etag != version, version);
  }

  /** What the traffic would be after a request with this ETag. */
  Traffic billed(Traffic before, @Nullable Integer etag) {
    if (state != ApiState.UP) {
      return before.plusFailed();
    }
    return etag != null && etag == version ? before.plusUnchanged() : before.plusChanged();
  }

  Traffic traffic() {
    return traffic;
  }
}
