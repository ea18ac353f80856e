package io.flagcache.core;

import io.flagcache.Deadline;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.EntryCodec.Decoded;
import io.flagcache.core.EntryCodec.Intact;
import io.flagcache.core.EntryCodec.Unreadable;
import io.flagcache.core.FlagCacheEvent.EntryUnreadable;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Reads the stored entry, once for each change, and judges what it finds. */
final class EntryReader {

  /** How long the stamp that a decision found is good for the read of the same poll. */
  private static final Duration SAME_POLL = Duration.ofSeconds(1);

  private final FlagCacheStore store;
  private final Backend backend;
  private final EntryCodec codec;
  private final Memory memory;
  private final boolean mayDiscard;
  private final LongSupplier nanoTime;
  private final FlagCacheListener listener;

  private @Nullable EntryStamp observed;
  private long observedAt;
  private @Nullable EntryStamp unreadable;

  EntryReader(
      FlagCacheStore store,
      Backend backend,
      EntryCodec codec,
      Memory memory,
      boolean mayDiscard,
      LongSupplier nanoTime,
      FlagCacheListener listener) {
    this.store = store;
    this.backend = backend;
    this.codec = codec;
    this.memory = memory;
    this.mayDiscard = mayDiscard;
    this.nanoTime = nanoTime;
    this.listener = listener;
  }

  /** Notes the stamp that a decision found, so that the read of the same poll need not ask. */
  void observe(Optional<EntryStamp> stamp) {
    observed = stamp.orElse(null);
    observedAt = nanoTime.getAsLong();
  }

  Optional<FlagDefinitionCacheData> read(Deadline deadline) throws Exception {
    if (isMemoryWhatWasObserved()) {
      return memory.data();
    }
    EntryStamp skipped = unreadable;
    Optional<EntryStamp> known = skipped == null ? memory.known() : Optional.of(skipped);
    ReadAnswer answer = backend.ask(StoreOperation.READ, () -> store.read(known, deadline));
    if (answer instanceof ReadAnswer.Found found) {
      return take(found, deadline);
    }
    if (answer instanceof ReadAnswer.Unchanged && skipped == null) {
      return memory.data();
    }
    return withoutEntry();
  }

  private boolean isMemoryWhatWasObserved() {
    EntryStamp stamp = observed;
    observed = null;
    Memory.Snapshot own = memory.snapshot();
    return stamp != null
        && own != null
        && own.isOf(stamp)
        && nanoTime.getAsLong() - observedAt < SAME_POLL.toNanos();
  }

  private Optional<FlagDefinitionCacheData> take(ReadAnswer.Found found, Deadline deadline) {
    EntryStamp stamp = found.entry().stamp();
    Decoded decoded = codec.decode(found.entry());
    if (decoded instanceof Intact intact) {
      unreadable = null;
      memory.offer(intact.data(), stamp, found.sincePublish().map(intact.ageWhenStored()::plus));
      return memory.data();
    }
    Unreadable reason = (Unreadable) decoded;
    if (!stamp.equals(unreadable)) {
      unreadable = stamp;
      listener.on(new EntryUnreadable(stamp, reason.reason()));
    }
    if (reason.damaged() && mayDiscard) {
      discard(stamp, deadline);
    }
    return withoutEntry();
  }

  private void discard(EntryStamp stamp, Deadline deadline) {
    try {
      backend.tell(StoreOperation.DISCARD, () -> store.discard(stamp, deadline));
    } catch (Exception reported) {
      // The next worker that reads the entry tries again.
    }
  }

  private Optional<FlagDefinitionCacheData> withoutEntry() {
    return memory.isUnstored() ? memory.data() : Optional.empty();
  }
}
