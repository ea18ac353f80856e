package io.flagcache.core.record;

/**
 * What a backend answers when a record is to be replaced.
 *
 * @param <V> the backend's versions
 */
public sealed interface ReplaceAnswer<V> {

  /**
   * It was replaced.
   *
   * @param <V> the backend's versions
   * @param stored what stands there now
   */
  record Replaced<V>(VersionedRecord<V> stored) implements ReplaceAnswer<V> {}

  /**
   * It was not the one that was seen any more, and nothing was changed.
   *
   * @param <V> the backend's versions
   * @param present what stands there instead
   */
  record Refused<V>(VersionedRecord<V> present) implements ReplaceAnswer<V> {}

  /**
   * Another worker was changing the record for as long as was to be waited; nothing was changed.
   * Only backends that need a lock for it answer so.
   *
   * @param <V> the backend's versions
   */
  record Busy<V>() implements ReplaceAnswer<V> {}
}
