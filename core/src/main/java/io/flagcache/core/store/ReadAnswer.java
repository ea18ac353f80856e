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

  /**
   * There is a live entry that the reader does not know, and its payload is longer than {@link
   * io.flagcache.core.FlagCacheSettings#maxPayloadBytes()}. It was not transferred.
   *
   * @param stamp identifies the entry
   * @param bytes the length of its payload, or less: at least above the limit
   * @param start the first {@link #START_BYTES} of it
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record TooLong(EntryStamp stamp, long bytes, byte[] start) implements ReadAnswer {

    /** Enough to tell whose payload it is. */
    public static final int START_BYTES = 64;
  }

  /** The live entry is the one that the reader knows; no payload was moved. */
  record Unchanged() implements ReadAnswer {}

  /** There is no entry, or an expired one. */
  record Absent() implements ReadAnswer {}
}
