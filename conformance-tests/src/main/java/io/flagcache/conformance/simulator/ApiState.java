package io.flagcache.conformance.simulator;

/** How the simulated API answers. */
public enum ApiState {
  /** With the document (200), or that it is unchanged (304). */
  UP,
  /** Not at all: no connection. */
  DOWN,
  /** Every request is refused as unauthorized (401). */
  UNAUTHORIZED,
  /** Every request is refused, since the project's quota is used up (402). */
  QUOTA_EXCEEDED,
  /** Every request is refused as one too many (429). */
  RATE_LIMITED,
  /** Every request fails in the server (500). */
  FAILING
}
