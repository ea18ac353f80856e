package io.flagcache.testservers;

import io.flagcache.Deadline;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.FlagCacheStore;
import io.flagcache.core.store.LeaseAnswer;
import io.flagcache.core.store.LeaseRequest;
import io.flagcache.core.store.ReadAnswer;
import io.flagcache.core.store.StoreStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

/** A store for tests that do not expect it to fail: what is checked comes as the cause. */
public record UncheckedStore(FlagCacheStore store) implements FlagCacheStore {

  @Override
  public LeaseAnswer acquireOrRenew(LeaseRequest request, Deadline deadline) {
    return unchecked(() -> store.acquireOrRenew(request, deadline));
  }

  @Override
  public boolean publish(String owner, Entry entry, Duration ttl, Deadline deadline) {
    return unchecked(() -> store.publish(owner, entry, ttl, deadline));
  }

  @Override
  public boolean publishIfAbsent(Entry entry, Duration ttl, Deadline deadline) {
    return unchecked(() -> store.publishIfAbsent(entry, ttl, deadline));
  }

  @Override
  public ReadAnswer read(Optional<EntryStamp> known, Deadline deadline) {
    return unchecked(() -> store.read(known, deadline));
  }

  @Override
  public Optional<EntryStamp> stamp(Deadline deadline) {
    return unchecked(() -> store.stamp(deadline));
  }

  @Override
  public void discard(EntryStamp stamp, Deadline deadline) {
    unchecked(
        () -> {
          store.discard(stamp, deadline);
          return stamp;
        });
  }

  @Override
  public void release(String owner, long epoch, Deadline deadline) {
    unchecked(
        () -> {
          store.release(owner, epoch, deadline);
          return owner;
        });
  }

  @Override
  public StoreStatus inspect(Deadline deadline) {
    return unchecked(() -> store.inspect(deadline));
  }

  @Override
  public boolean revoke(StoreStatus.LeaseStatus lease, Deadline deadline) {
    return unchecked(() -> store.revoke(lease, deadline));
  }

  @Override
  public void close() {
    store.close();
  }

  @Override
  public String toString() {
    return store.toString();
  }

  private static <T> T unchecked(Callable<T> call) {
    try {
      return call.call();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }
}
