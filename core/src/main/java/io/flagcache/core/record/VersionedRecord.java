package io.flagcache.core.record;

import java.util.Objects;

/**
 * A record as it was read, and what the backend tells its changes by.
 *
 * @param <V> the backend's versions
 * @param record the record; {@link LeaseRecord#NONE} if none is stored
 * @param version equal to another one exactly if nothing was changed in between; where nothing is
 *     stored, or damage, it is of that, too
 */
public record VersionedRecord<V>(LeaseRecord record, V version) {

  /**
   * Makes a versioned record.
   *
   * @throws NullPointerException if a component is null
   */
  public VersionedRecord {
    Objects.requireNonNull(record, "record");
    Objects.requireNonNull(version, "version");
  }
}
