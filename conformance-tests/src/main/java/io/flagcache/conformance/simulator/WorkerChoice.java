package io.flagcache.conformance.simulator;

/** Which of the living workers a step of a scenario is about. */
public enum WorkerChoice {
  /** The one that was elected last; if none was, any. */
  LEADER,
  /** Any that was not; if there is none, the leader. */
  FOLLOWER,
  /** The one that has lived longest. */
  OLDEST,
  /** Any, as the seed has it. */
  RANDOM
}
