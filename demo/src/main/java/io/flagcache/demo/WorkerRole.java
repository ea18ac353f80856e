package io.flagcache.demo;

import java.util.Locale;

/** What a worker of the demo is at the moment. */
enum WorkerRole {
  /** Its process starts. */
  STARTING,
  /** It has set up everything and waits to be told to poll. */
  READY,
  /** It shares nothing and fetches for itself. */
  ALONE,
  /** It fetches for all. */
  LEADER,
  /** It reads what the leader published. */
  FOLLOWER,
  /** The cache does not answer; it fetches for itself. */
  CUT_OFF,
  /** It was asked to shut down in order. */
  STOPPING,
  /** It shut down in order. */
  STOPPED,
  /** It was ended with kill -9. */
  KILLED,
  /** Its process ended, and nobody had asked it to. */
  DIED;

  /** Whether the worker takes part. */
  boolean isLive() {
    return switch (this) {
      case STARTING, READY, ALONE, LEADER, FOLLOWER, CUT_OFF -> true;
      case STOPPING, STOPPED, KILLED, DIED -> false;
    };
  }

  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
