package io.flagcache.core.record;

import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.EpochRule;
import io.flagcache.core.store.LeaseRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The small record of a service key: who leads, and which entry is the present one. A backend
 * stores it by its {@link #fields()}, or as one {@link #text()}, and need not understand it.
 *
 * @param owner who holds the lease; empty after a release
 * @param epoch the fencing token of the present or the last lease; 0 if there has been none
 * @param heartbeat counts renewals and publications, so that whoever reads the record again knows
 *     whether the leader lives
 * @param lease how long the owner holds the lease without a change of the record
 * @param entryTtl how long the entry lives without a change of the record
 * @param renewedAt when the lifetimes of lease and entry last began, in milliseconds by the
 *     backend's clock; empty if it has none
 * @param entry the present entry
 * @param revocation names the revocation that ended the last lease, so that whoever asked for it
 *     knows its own; empty if it ended otherwise or lives
 */
public record LeaseRecord(
    Optional<String> owner,
    long epoch,
    long heartbeat,
    Duration lease,
    Duration entryTtl,
    OptionalLong renewedAt,
    Optional<StoredEntry> entry,
    Optional<String> revocation) {

  private static final String OWNER = "owner";
  private static final String EPOCH = "epoch";
  private static final String HEARTBEAT = "heartbeat";
  private static final String LEASE = "leaseMillis";
  private static final String ENTRY_TTL = "entryTtlMillis";
  private static final String RENEWED_AT = "renewedAt";
  private static final String GENERATION = "entryGeneration";
  private static final String ENTRY_EPOCH = "entryEpoch";
  private static final String SEQUENCE = "entrySequence";
  private static final String HASH = "entryHash";
  private static final String BYTES = "entryBytes";
  private static final String PUBLISHED_AT = "entryPublishedAt";
  private static final String KEPT_UNTIL = "entryKeptUntil";
  private static final String REVOCATION = "revocation";

  /** The names of the fields that hold text; all others hold a whole number. */
  public static final Set<String> TEXT_FIELDS = Set.of(OWNER, GENERATION, HASH, REVOCATION);

  /** The names of all fields. */
  public static final Set<String> FIELDS =
      Set.of(
          OWNER,
          EPOCH,
          HEARTBEAT,
          LEASE,
          ENTRY_TTL,
          RENEWED_AT,
          GENERATION,
          ENTRY_EPOCH,
          SEQUENCE,
          HASH,
          BYTES,
          PUBLISHED_AT,
          KEPT_UNTIL,
          REVOCATION);

  /** Longer text than any worker writes is damage. */
  private static final int LONGEST_TEXT = 256;

  /**
   * How many characters of {@link #text()} there are at most, now and in later versions. What is
   * longer is damage, and backends need not read it.
   */
  public static final int LONGEST = 16_384;

  private static final Duration LONGEST_LIFETIME = Duration.ofDays(3650);

  /** Becomes a part of keys and of file names. */
  private static final Pattern GENERATIONS = Pattern.compile("[A-Za-z0-9-]{1,100}");

  /** Without what a terminal or a log would obey. H4 */
  private static final Pattern VISIBLE = Pattern.compile("[^\\p{C}\\p{Zl}\\p{Zp}]+");

  private static final Pattern NUMBERS = Pattern.compile("\\d{1,19}");

  /** The record where none is stored. */
  public static final LeaseRecord NONE = of(Map.of());

  /**
   * An entry as the record describes it.
   *
   * @param stamp identifies it
   * @param generation names its payload, see {@link RecordBackend#putPayload}
   * @param bytes the length of its payload; empty if damage took it
   * @param publishedAt when it was stored, in milliseconds by the backend's clock; empty if it has
   *     none
   * @param keptUntil until when the backend keeps its payload, by the same clock; empty if it has
   *     none
   */
  public record StoredEntry(
      EntryStamp stamp,
      String generation,
      OptionalLong bytes,
      OptionalLong publishedAt,
      OptionalLong keptUntil) {

    StoredEntry keptUntil(OptionalLong later) {
      return new StoredEntry(stamp, generation, bytes, publishedAt, later);
    }
  }

  /**
   * Reads what is stored, whatever it is. What is missing, or nothing that a worker would have
   * written, counts as absent.
   *
   * @param fields the stored fields by their names; others are ignored
   * @return the record
   */
  public static LeaseRecord of(Map<String, String> fields) {
    String generation = text(fields, GENERATION).orElse("");
    return new LeaseRecord(
        text(fields, OWNER),
        EpochRule.plausible(number(fields, EPOCH)),
        EpochRule.plausible(number(fields, HEARTBEAT)),
        lifetime(fields, LEASE),
        lifetime(fields, ENTRY_TTL),
        positive(fields, RENEWED_AT),
        GENERATIONS.matcher(generation).matches()
            ? Optional.of(
                new StoredEntry(
                    new EntryStamp(
                        number(fields, ENTRY_EPOCH),
                        number(fields, SEQUENCE),
                        text(fields, HASH).orElse("")),
                    generation,
                    positive(fields, BYTES),
                    positive(fields, PUBLISHED_AT),
                    positive(fields, KEPT_UNTIL)))
            : Optional.empty(),
        text(fields, REVOCATION));
  }

  /**
   * Reads a {@link #text()}, whatever it is.
   *
   * @param text what is stored
   * @return the record; {@link #NONE} if the text has none
   */
  public static LeaseRecord parse(String text) {
    return of(fieldsIn(text));
  }

  static Map<String, String> fieldsIn(String text) {
    Map<String, String> fields = new HashMap<>();
    if (text.length() <= LONGEST) { // H2
      text.lines()
          .map(line -> line.split("=", 2))
          .filter(pair -> pair.length == 2)
          .forEach(pair -> fields.put(pair[0], pair[1])); // U1: later names are no damage
    }
    return fields;
  }

  /** Those of the stored fields that count as absent, since no worker has written them. */
  static Set<String> damagedIn(Map<String, String> fields) {
    Map<String, String> read = of(fields).fields();
    return fields.keySet().stream()
        .filter(name -> FIELDS.contains(name) && !isReadAs(fields.get(name), read.get(name)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean isReadAs(@Nullable String stored, @Nullable String read) {
    return stored == null || stored.equals(read) || (read == null && stored.equals("0"));
  }

  private static Optional<String> text(Map<String, String> fields, String name) {
    return Optional.ofNullable(fields.get(name))
        .filter(text -> text.length() <= LONGEST_TEXT && VISIBLE.matcher(text).matches());
  }

  private static long number(Map<String, String> fields, String name) {
    String text = fields.getOrDefault(name, "");
    try {
      return NUMBERS.matcher(text).matches() ? Long.parseLong(text) : 0;
    } catch (NumberFormatException tooLarge) {
      return 0;
    }
  }

  /** Damage must not keep a lease for ever: it counts as one that is over. */
  private static Duration lifetime(Map<String, String> fields, String name) {
    Duration lifetime = Duration.ofMillis(number(fields, name));
    return lifetime.compareTo(LONGEST_LIFETIME) > 0 ? Duration.ZERO : lifetime;
  }

  private static OptionalLong positive(Map<String, String> fields, String name) {
    long number = number(fields, name);
    return number == 0 ? OptionalLong.empty() : OptionalLong.of(number);
  }

  /**
   * The record for a backend that stores names and values.
   *
   * @return what there is to store; of {@link #FIELDS}, what is missing here is not to be there
   */
  public Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    owner.ifPresent(name -> fields.put(OWNER, name));
    fields.put(EPOCH, Long.toString(epoch));
    fields.put(HEARTBEAT, Long.toString(heartbeat));
    fields.put(LEASE, Long.toString(lease.toMillis()));
    fields.put(ENTRY_TTL, Long.toString(entryTtl.toMillis()));
    put(fields, RENEWED_AT, renewedAt);
    entry.ifPresent(
        present -> {
          fields.put(GENERATION, present.generation());
          fields.put(ENTRY_EPOCH, Long.toString(present.stamp().epoch()));
          fields.put(SEQUENCE, Long.toString(present.stamp().sequence()));
          fields.put(HASH, present.stamp().hash());
          put(fields, BYTES, present.bytes());
          put(fields, PUBLISHED_AT, present.publishedAt());
          put(fields, KEPT_UNTIL, present.keptUntil());
        });
    revocation.ifPresent(name -> fields.put(REVOCATION, name));
    return fields;
  }

  private static void put(Map<String, String> fields, String name, OptionalLong value) {
    value.ifPresent(number -> fields.put(name, Long.toString(number)));
  }

  /**
   * The record for a backend that stores one text.
   *
   * @return a line {@code name=value} for each field
   */
  public String text() {
    return fields().entrySet().stream()
        .map(field -> field.getKey() + "=" + field.getValue() + "\n")
        .collect(Collectors.joining());
  }

  /**
   * The record under a higher epoch, for a backend whose lock counts fencing tokens of its own.
   *
   * @param epoch at least this record's epoch
   * @return the same but for the epoch
   */
  public LeaseRecord withEpoch(long epoch) {
    return new LeaseRecord(owner, epoch, heartbeat, lease, entryTtl, renewedAt, entry, revocation);
  }

  boolean isLedBy(String candidate) {
    return owner.filter(candidate::equals).isPresent();
  }

  boolean isLedBy(String candidate, long underEpoch) {
    return isLedBy(candidate) && epoch == underEpoch;
  }

  boolean names(String generation) {
    return entry.filter(present -> present.generation().equals(generation)).isPresent();
  }

  /**
   * Whether an entry was stored since an earlier record, or taken away, and nothing else happened:
   * a renewal leaves the entry as it is, and counts, too.
   */
  boolean hasOnlyAnotherEntryThan(LeaseRecord earlier) {
    boolean sameLease =
        owner.equals(earlier.owner) && epoch == earlier.epoch && lease.equals(earlier.lease);
    long steps = heartbeat - earlier.heartbeat;
    boolean sameEntry =
        entry.map(StoredEntry::generation).equals(earlier.entry.map(StoredEntry::generation));
    return sameLease && !sameEntry && steps >= 0 && steps <= (entry.isPresent() ? 1 : 0);
  }

  Optional<EntryStamp> stamp() {
    return entry.map(StoredEntry::stamp);
  }

  LeaseRecord leasedTo(LeaseRequest request, long underEpoch, OptionalLong now) {
    return new LeaseRecord(
        Optional.of(request.owner()),
        underEpoch,
        heartbeat + 1,
        request.lease(),
        request.entryTtl(), // S5
        now,
        entry,
        Optional.empty());
  }

  LeaseRecord released() {
    return ended(Optional.empty());
  }

  LeaseRecord revoked(String name) {
    return ended(Optional.of(name));
  }

  private LeaseRecord ended(Optional<String> by) {
    return new LeaseRecord(
        Optional.empty(), epoch, heartbeat + 1, lease, entryTtl, renewedAt, entry, by);
  }

  LeaseRecord withEntry(StoredEntry replacement, Duration ttl, OptionalLong now) {
    return new LeaseRecord(
        owner, epoch, heartbeat + 1, lease, ttl, now, Optional.of(replacement), revocation);
  }

  /** No heartbeat: whoever takes a damaged entry away does not lead. */
  LeaseRecord withoutEntry() {
    return new LeaseRecord(
        owner, epoch, heartbeat, lease, entryTtl, renewedAt, Optional.empty(), revocation);
  }

  LeaseRecord withPayloadKeptUntil(OptionalLong time) {
    return new LeaseRecord(
        owner,
        epoch,
        heartbeat,
        lease,
        entryTtl,
        renewedAt,
        entry.map(present -> present.keptUntil(time)),
        revocation);
  }
}
