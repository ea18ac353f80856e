package io.flagcache.benchmarks.fleet;

import io.flagcache.Deadline;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.FlagCacheStore;
import io.flagcache.core.store.LeaseAnswer;
import io.flagcache.core.store.LeaseRequest;
import io.flagcache.core.store.PayloadFormat;
import io.flagcache.core.store.ReadAnswer;
import io.flagcache.core.store.StoreStatus;
import java.time.Duration;
import java.util.Optional;

/** Counts what a worker asks its store for. */
final class CountingStore implements FlagCacheStore {

  private final FlagCacheStore real;
  private final StoreCalls calls;

  CountingStore(FlagCacheStore real, StoreCalls calls) {
    this.real = real;
    this.calls = calls;
  }

  @Override
  public LeaseAnswer acquireOrRenew(LeaseRequest request, Deadline deadline) throws Exception {
    LeaseAnswer answer = real.acquireOrRenew(request, deadline);
    calls.add(answer instanceof LeaseAnswer.Held ? StoreCalls.Kind.LEADS : StoreCalls.Kind.FOLLOWS);
    return answer;
  }

  @Override
  public boolean publish(String owner, Entry entry, Duration ttl, Deadline deadline)
      throws Exception {
    calls.add(StoreCalls.Kind.PUBLISHES);
    return real.publish(owner, entry, ttl, deadline);
  }

  @Override
  public boolean publishIfAbsent(Entry entry, Duration ttl, Deadline deadline) throws Exception {
    calls.add(StoreCalls.Kind.PUBLISHES);
    return real.publishIfAbsent(entry, ttl, deadline);
  }

  @Override
  public ReadAnswer read(Optional<EntryStamp> known, Deadline deadline) throws Exception {
    ReadAnswer answer = real.read(known, deadline);
    calls.add(answer instanceof ReadAnswer.Found ? StoreCalls.Kind.READS : StoreCalls.Kind.LOOKS);
    return answer;
  }

  @Override
  public Optional<EntryStamp> stamp(Deadline deadline) throws Exception {
    calls.add(StoreCalls.Kind.LOOKS);
    return real.stamp(deadline);
  }

  @Override
  public void discard(EntryStamp stamp, Deadline deadline) throws Exception {
    real.discard(stamp, deadline);
  }

  @Override
  public void release(String owner, long epoch, Deadline deadline) throws Exception {
    real.release(owner, epoch, deadline);
  }

  @Override
  public StoreStatus inspect(Deadline deadline) throws Exception {
    return real.inspect(deadline);
  }

  @Override
  public boolean revoke(StoreStatus.LeaseStatus lease, Deadline deadline) throws Exception {
    return real.revoke(lease, deadline);
  }

  @Override
  public PayloadFormat payloadFormat() {
    return real.payloadFormat();
  }

  @Override
  public void close() {
    real.close();
  }

  @Override
  public String toString() {
    return real.toString();
  }
}
