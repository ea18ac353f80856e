package io.flagcache.core.store;

import java.time.Duration;
import java.util.Optional;

/** What the store answers to a read. */
public sealed interface ReadAnswer {

  /**
   * There is a live entry that the reader does not know.
   *
   * @param entry the entry
   * @param sincePublish the time since it was stored, by the store's own clock; empty if the store
   *     has no clock that it could have been measured with
   */
  record Found(Entry entry, Optional<Duration> sincePublish) implements ReadAnswer {}

  /** The live entry is the one that the reader knows; no payload was moved. */
  record Unchanged() implements ReadAnswer {}

  /** There is no entry, or an expired one. */
  record Absent() implements ReadAnswer {}
}
