package io.flagcache.cli.sync;

/** How the log is written. */
public enum LogFormat {
  /** A line for people. */
  TEXT,
  /** A JSON object on each line. */
  JSON
}
