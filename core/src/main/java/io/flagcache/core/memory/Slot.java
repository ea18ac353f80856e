package io.flagcache.core.memory;

import io.flagcache.core.store.Entry;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is stored for one service key; guarded by the backend's lock. */
final class Slot {
  @Nullable String owner;
  long epoch;
  long leaseEnd;
  long leaseNanos;
  @Nullable Entry entry;
  long entryPublished;
  long entryTouched;
  long entryEnd;

  InMemoryState stored() {
    return new InMemoryState(
        Optional.ofNullable(owner),
        epoch,
        leaseEnd,
        leaseNanos,
        Optional.ofNullable(entry),
        entryPublished,
        entryTouched,
        entryEnd);
  }

  void become(InMemoryState stored) {
    owner = stored.owner().orElse(null);
    epoch = stored.epoch();
    leaseEnd = stored.leaseEnd();
    leaseNanos = stored.leaseNanos();
    entry = stored.entry().orElse(null);
    entryPublished = stored.entryPublished();
    entryTouched = stored.entryTouched();
    entryEnd = stored.entryEnd();
  }
}
