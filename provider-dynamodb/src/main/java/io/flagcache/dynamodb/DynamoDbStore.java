package io.flagcache.dynamodb;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import io.flagcache.Deadline;
import io.flagcache.core.Entry;
import io.flagcache.core.EntryStamp;
import io.flagcache.core.FlagCacheStore;
import io.flagcache.core.LeaseAnswer;
import io.flagcache.core.LeaseAnswer.Held;
import io.flagcache.core.LeaseAnswer.HeldByOther;
import io.flagcache.core.LeaseRequest;
import io.flagcache.core.ReadAnswer;
import io.flagcache.dynamodb.DynamoDbTable.Outcome;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The store primitives as conditional writes of one small item, with chunks beside it. */
final class DynamoDbStore implements FlagCacheStore {

  private static final String REMOVE_ENTRY =
      " REMOVE entryEpoch, entrySequence, entryHash, entryGeneration, entryChunks";

  /** What no worker can have counted up to, but a damaged item may say. */
  private static final long ABSURD_EPOCH = Long.MAX_VALUE / 2;

  private final DynamoDbTable table;
  private final AutoCloseable client;
  private final String description;
  private final ObservedHead observed;
  private @Nullable Long termEpoch;
  private long sweptEpoch;

  DynamoDbStore(
      DynamoDbTable table, AutoCloseable client, String description, LongSupplier nanoTime) {
    this.table = table;
    this.client = client;
    this.description = description;
    this.observed = new ObservedHead(nanoTime);
  }

  @Override
  public LeaseAnswer acquireOrRenew(LeaseRequest request, Deadline deadline) {
    Long epoch = termEpoch;
    if (epoch != null && epoch >= request.epochFloor()) {
      Outcome renewal = renew(request, epoch, deadline);
      if (renewal.updated()) {
        return held(renewal);
      }
      termEpoch = null;
      return answer(request, renewal.head(), deadline);
    }
    return answer(request, table.head(false, deadline), deadline);
  }

  private LeaseAnswer answer(LeaseRequest request, Optional<Head> found, Deadline deadline) {
    Head head = observed.see(found.orElse(Head.NONE));
    boolean own = head.owner().filter(request.owner()::equals).isPresent();
    boolean taken = head.owner().isPresent() && !observed.isUnchangedFor(head.lease());
    if (!own && taken) {
      return new HeldByOther(head.epoch(), head.stamp());
    }
    Outcome taking = take(request, head, own, deadline);
    if (taking.updated()) {
      return held(taking);
    }
    Head faster = observed.see(taking.head().orElse(Head.NONE));
    return new HeldByOther(faster.epoch(), faster.stamp());
  }

  private Held held(Outcome outcome) {
    Head head = observed.see(outcome.head().orElseThrow());
    termEpoch = head.epoch();
    return new Held(head.epoch(), head.stamp());
  }

  private Outcome renew(LeaseRequest request, long epoch, Deadline deadline) {
    Map<String, AttributeValue> values = leaseValues(request);
    values.put(":one", number(1));
    values.put(":epoch", number(epoch));
    // A leader that slept for longer than the entry lives does not revive it.
    boolean slept = observed.isUnchangedFor(request.entryTtl());
    return table.update(
        "SET beat = beat + :one, leaseMillis = :lease, entryTtlMillis = :ttl"
            + (slept ? REMOVE_ENTRY : ""),
        "leader = :owner AND epoch = :epoch",
        values,
        deadline);
  }

  /** Takes the lease if the head is still what was seen of it. */
  private Outcome take(LeaseRequest request, Head head, boolean own, Deadline deadline) {
    Map<String, AttributeValue> values = leaseValues(request);
    boolean keepsEpoch = own && head.epoch() >= request.epochFloor();
    values.put(":new", number(keepsEpoch ? head.epoch() : newEpoch(head, request)));
    values.put(":next", number(head.beat() + 1));
    StringJoiner condition = new StringJoiner(" AND ");
    for (String name : List.of(Head.OWNER, Head.EPOCH, Head.BEAT)) {
      AttributeValue seen = head.item().get(name);
      if (seen == null) {
        condition.add("attribute_not_exists(" + name + ")");
      } else {
        condition.add(name + " = :" + name);
        values.put(":" + name, seen);
      }
    }
    return table.update(
        "SET leader = :owner, epoch = :new, beat = :next, leaseMillis = :lease,"
            + " entryTtlMillis = :ttl"
            + (head.entry().isEmpty() ? REMOVE_ENTRY : ""),
        condition.toString(),
        values,
        deadline);
  }

  private static long newEpoch(Head head, LeaseRequest request) {
    long entryEpoch = head.stamp().map(EntryStamp::epoch).filter(e -> e < ABSURD_EPOCH).orElse(0L);
    long termEpoch = head.epoch() < ABSURD_EPOCH ? head.epoch() : 0;
    return Math.max(Math.max(termEpoch, request.epochFloor()), entryEpoch) + 1;
  }

  private static Map<String, AttributeValue> leaseValues(LeaseRequest request) {
    Map<String, AttributeValue> values = new HashMap<>();
    values.put(":owner", fromS(request.owner()));
    values.put(":lease", number(request.lease().toMillis()));
    values.put(":ttl", number(request.entryTtl().toMillis()));
    return values;
  }

  @Override
  public boolean publish(String owner, Entry entry, Duration ttl, Deadline deadline) {
    Head head = observed.see(table.head(true, deadline).orElse(Head.NONE));
    if (!head.owner().filter(owner::equals).isPresent() || head.epoch() != entry.stamp().epoch()) {
      return false;
    }
    Map<String, AttributeValue> values = new HashMap<>();
    values.put(":owner", fromS(owner));
    values.put(":epoch", number(entry.stamp().epoch()));
    return store(entry, ttl, head, "leader = :owner AND epoch = :epoch", values, deadline);
  }

  @Override
  public boolean fill(Entry entry, Duration ttl, Deadline deadline) {
    Optional<Head> found = table.head(true, deadline);
    Head head = observed.see(found.orElse(Head.NONE));
    if (head.entry().isPresent()) {
      return false;
    }
    Map<String, AttributeValue> values = new HashMap<>();
    String condition = "attribute_not_exists(entryGeneration)";
    if (found.flatMap(Head::entry).isPresent()) {
      values.put(":expired", fromS(found.get().entry().get().generation()));
      values.put(":seen", number(head.beat()));
      condition = "entryGeneration = :expired AND beat = :seen";
    }
    return store(entry, ttl, found.orElse(Head.NONE), condition, values, deadline);
  }

  /** Writes the chunks under a new generation, and makes them the entry in one conditional step. */
  private boolean store(
      Entry entry,
      Duration ttl,
      Head before,
      String condition,
      Map<String, AttributeValue> values,
      Deadline deadline) {
    String generation = UUID.randomUUID().toString();
    int chunks = table.writeChunks(generation, entry.payload(), deadline);
    values.put(":entryEpoch", number(entry.stamp().epoch()));
    values.put(":sequence", number(entry.stamp().sequence()));
    values.put(":hash", fromS(entry.stamp().hash()));
    values.put(":generation", fromS(generation));
    values.put(":chunks", number(chunks));
    values.put(":ttl", number(ttl.toMillis()));
    values.put(":one", number(1));
    values.put(":zero", number(0));
    Outcome outcome =
        table.update(
            "SET entryEpoch = :entryEpoch, entrySequence = :sequence, entryHash = :hash,"
                + " entryGeneration = :generation, entryChunks = :chunks, entryTtlMillis = :ttl,"
                + " beat = if_not_exists(beat, :zero) + :one,"
                + " epoch = if_not_exists(epoch, :zero)",
            condition,
            values,
            deadline);
    if (outcome.updated()) {
      observed.see(outcome.head().orElseThrow());
      cleanUp(entry.stamp().epoch(), before, generation, deadline);
    } else {
      deleteUnread(generation, chunks, deadline);
    }
    return outcome.updated();
  }

  /** Once in each term everything is looked through, otherwise only the former entry goes. */
  private void cleanUp(long epoch, Head before, String generation, Deadline deadline) {
    if (epoch == sweptEpoch) {
      before.entry().ifPresent(old -> deleteUnread(old.generation(), old.chunks(), deadline));
      return;
    }
    try {
      table.deleteChunksExcept(generation, deadline);
      sweptEpoch = epoch;
    } catch (SdkException e) {
      // What was to be stored is; the next publication tries again.
    }
  }

  /** Nobody reads these chunks any more; if they stay, they only take room. */
  private void deleteUnread(String generation, int chunks, Deadline deadline) {
    try {
      table.deleteChunks(generation, chunks, deadline);
    } catch (SdkException e) {
      // What was to be stored is.
    }
  }

  @Override
  public ReadAnswer read(Optional<EntryStamp> known, Deadline deadline) {
    boolean consistent = false;
    while (true) {
      Head head = observed.see(table.head(consistent, deadline).orElse(Head.NONE));
      if (head.entry().isEmpty()) {
        return new ReadAnswer.Absent();
      }
      Head.Stored entry = head.entry().get();
      if (known.filter(entry.stamp()::equals).isPresent()) {
        return new ReadAnswer.Unchanged();
      }
      byte[] payload = table.readChunks(entry, deadline);
      Head after = observed.see(table.head(true, deadline).orElse(Head.NONE));
      if (after.entry().filter(now -> now.generation().equals(entry.generation())).isPresent()) {
        return new ReadAnswer.Found(new Entry(entry.stamp(), payload), Optional.empty());
      }
      // It was replaced while it was read, and its chunks may be gone.
      consistent = true;
    }
  }

  @Override
  public Optional<EntryStamp> stamp(Deadline deadline) {
    return observed.see(table.head(true, deadline).orElse(Head.NONE)).stamp();
  }

  @Override
  public void discard(EntryStamp stamp, Deadline deadline) {
    Optional<Head.Stored> entry = table.head(true, deadline).flatMap(Head::entry);
    if (entry.filter(stored -> stored.stamp().equals(stamp)).isEmpty()) {
      return;
    }
    String generation = entry.get().generation();
    Outcome outcome =
        table.update(
            REMOVE_ENTRY.strip(),
            "entryGeneration = :generation",
            Map.of(":generation", fromS(generation)),
            deadline);
    if (outcome.updated()) {
      deleteUnread(generation, entry.get().chunks(), deadline);
    }
  }

  @Override
  public void release(String owner, long epoch, Deadline deadline) {
    termEpoch = null;
    table.update(
        "SET beat = beat + :one REMOVE leader",
        "leader = :owner AND epoch = :epoch",
        Map.of(":owner", fromS(owner), ":epoch", number(epoch), ":one", number(1)),
        deadline);
  }

  private static AttributeValue number(long value) {
    return fromN(Long.toString(value));
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return description;
  }
}
