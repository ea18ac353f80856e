package io.flagcache.cli.sync;

/** What is logged: this and what is graver. */
public enum LogLevel {
  /** Failures that need somebody. */
  ERROR,
  /** Failures that may pass. */
  WARN,
  /** What happens, each thing once. */
  INFO,
  /** Each poll, too. */
  DEBUG
}
