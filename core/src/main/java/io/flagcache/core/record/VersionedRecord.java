package io.flagcache.core.record;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * A record as it was read, and what the backend tells its changes by.
 *
 * @param <V> the backend's versions
 * @param record the record; {@link LeaseRecord#NONE} if none is stored
 * @param version equal to another one exactly if nothing was changed in between; where nothing is
 *     stored, or damage, it is of that, too
 * @param damage names what was stored and counts as absent, since no worker has written it; {@link
 *     RecordStore} says so once
 */
public record VersionedRecord<V>(LeaseRecord record, V version, Set<String> damage) {

  private static final Set<String> ALL = Set.of("all of it");

  /**
   * Makes a versioned record.
   *
   * @throws NullPointerException if a component is null
   */
  public VersionedRecord {
    Objects.requireNonNull(record, "record");
    Objects.requireNonNull(version, "version");
    damage = Collections.unmodifiableSet(new TreeSet<>(damage));
  }

  /**
   * A record without damage, as it was just written.
   *
   * @param record the record
   * @param version what its changes are told by
   */
  public VersionedRecord(LeaseRecord record, V version) {
    this(record, version, Set.of());
  }

  /**
   * What is stored as names and values, whatever it is; see {@link LeaseRecord#of}.
   *
   * @param <V> the backend's versions
   * @param fields the stored fields by their names; one that is no text there is an empty one here
   * @param version what its changes are told by
   * @return the record that is in them
   */
  public static <V> VersionedRecord<V> of(Map<String, String> fields, V version) {
    return new VersionedRecord<>(LeaseRecord.of(fields), version, LeaseRecord.damagedIn(fields));
  }

  /**
   * What is stored as one text, whatever it is; see {@link LeaseRecord#parse}.
   *
   * @param <V> the backend's versions
   * @param text the stored text; empty if there is none
   * @param version what its changes are told by
   * @return the record that is in it
   */
  public static <V> VersionedRecord<V> parse(String text, V version) {
    Map<String, String> fields = LeaseRecord.fieldsIn(text);
    boolean none = fields.keySet().stream().noneMatch(LeaseRecord.FIELDS::contains);
    return none && !text.isEmpty() ? unreadable(version) : of(fields, version);
  }

  /**
   * What is stored and is no record at all.
   *
   * @param <V> the backend's versions
   * @param version what its changes are told by
   * @return no record
   */
  public static <V> VersionedRecord<V> unreadable(V version) {
    return new VersionedRecord<>(LeaseRecord.NONE, version, ALL);
  }
}
