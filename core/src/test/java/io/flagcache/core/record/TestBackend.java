package io.flagcache.core.record;

import io.flagcache.Deadline;
import io.flagcache.core.store.Access;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What several backends share in memory, with all the faults that a backend can have. */
public final class TestBackend implements RecordBackend<String> {

  /** What is shared. */
  public static final class Shared {
    final AtomicLong nanos = new AtomicLong(1);
    public final Map<String, byte[]> payloads = new TreeMap<>();
    public String record = "";
    private int generations;

    /** The backend's time goes on. */
    public void pass(Duration duration) {
      nanos.addAndGet(duration.toNanos());
    }
  }

  final List<Deadline> deadlinesToTidy = new ArrayList<>();
  final List<String> calls = new ArrayList<>();
  private final Shared shared;
  private final Deque<Runnable> beforeReplace = new ArrayDeque<>();
  private final Deque<Runnable> beforeGet = new ArrayDeque<>();
  private final Deque<Runnable> afterLostAnswer = new ArrayDeque<>();
  public boolean hasClock;
  Duration precision = Duration.ZERO;
  public @Nullable Duration reserve;
  @Nullable String lagging;
  boolean busy;
  boolean failsToTidy;
  boolean closed;

  public TestBackend(Shared shared) {
    this.shared = shared;
  }

  void beforeNextReplace(Runnable action) {
    beforeReplace.add(action);
  }

  void beforeNextGet(Runnable action) {
    beforeGet.add(action);
  }

  /** The next change is carried out, and then this is done before anybody hears of it. */
  void loseNextAnswer(Runnable action) {
    afterLostAnswer.add(action);
  }

  List<String> takeCalls() {
    List<String> taken = List.copyOf(calls);
    calls.clear();
    return taken;
  }

  @Override
  public VersionedRecord<String> read(Freshness freshness, Deadline deadline) {
    calls.add("read " + freshness);
    String seen = freshness == Freshness.MAY_LAG && lagging != null ? lagging : shared.record;
    return versioned(seen);
  }

  private static VersionedRecord<String> versioned(String text) {
    return VersionedRecord.parse(text, text);
  }

  @Override
  public ReplaceAnswer<String> replace(
      VersionedRecord<String> seen, LeaseRecord next, Duration patience, Deadline deadline) {
    calls.add(patience.isZero() ? "replace at once" : "replace");
    Runnable action = beforeReplace.poll();
    if (action != null) {
      action.run();
    }
    if (busy) {
      return new ReplaceAnswer.Busy<>();
    }
    if (!shared.record.equals(seen.version())) {
      return new ReplaceAnswer.Refused<>(versioned(shared.record));
    }
    shared.record = next.text();
    Runnable afterwards = afterLostAnswer.poll();
    if (afterwards != null) {
      // As a client that asks again by itself.
      afterwards.run();
      return new ReplaceAnswer.Refused<>(versioned(shared.record));
    }
    return new ReplaceAnswer.Replaced<>(versioned(shared.record));
  }

  @Override
  public String putPayload(byte[] payload, Duration life, Deadline deadline) {
    calls.add("put for " + life);
    String generation = "g" + ++shared.generations;
    shared.payloads.put(generation, payload);
    return generation;
  }

  @Override
  public Optional<StoredPayload> payload(String generation, int limit, Deadline deadline) {
    calls.add("get");
    Runnable action = beforeGet.poll();
    if (action != null) {
      action.run();
    }
    return Optional.ofNullable(shared.payloads.get(generation))
        .map(payload -> StoredPayload.within(payload, limit));
  }

  @Override
  public void keepPayload(String generation, Duration life, Deadline deadline) {
    calls.add("keep " + generation + " for " + life);
    tidy(deadline);
  }

  @Override
  public void deletePayload(String generation, Deadline deadline) {
    calls.add("delete " + generation);
    tidy(deadline);
    shared.payloads.remove(generation);
  }

  @Override
  public void deletePayloadsExcept(String generation, Deadline deadline) {
    calls.add("delete all but " + generation);
    tidy(deadline);
    shared.payloads.keySet().retainAll(List.of(generation));
  }

  private void tidy(Deadline deadline) {
    deadlinesToTidy.add(deadline);
    if (failsToTidy) {
      throw new IllegalStateException("as it was told to");
    }
  }

  @Override
  public Optional<Duration> payloadReserve(Duration entryTtl) {
    return Optional.ofNullable(reserve);
  }

  @Override
  public OptionalLong now() {
    return hasClock
        ? OptionalLong.of(1_800_000_000_000L + shared.nanos.get() / 1_000_000)
        : RecordBackend.super.now();
  }

  @Override
  public Duration clockPrecision() {
    return hasClock ? precision : RecordBackend.super.clockPrecision();
  }

  @Override
  public String rights(Access access) {
    return RecordBackend.super.rights(access) + access;
  }

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public String toString() {
    return "test backend";
  }
}
