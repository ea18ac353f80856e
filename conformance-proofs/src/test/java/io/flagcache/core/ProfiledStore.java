package io.flagcache.core;

import io.flagcache.Deadline;
import io.flagcache.core.store.Access;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.FlagCacheStore;
import io.flagcache.core.store.LeaseAnswer;
import io.flagcache.core.store.LeaseRequest;
import io.flagcache.core.store.ReadAnswer;
import io.flagcache.core.store.StoreStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Callable;

/** A store that tells what its profile can tell, and whose next calls fail as one says. */
public final class ProfiledStore implements FlagCacheStore {

  enum Fault {
    QUESTION_LOST,
    ANSWER_LOST
  }

  private final FlagCacheStore real;
  private final StoreProfile profile;
  private final Deque<Fault> faults = new ArrayDeque<>();
  private Runnable delay = () -> {};
  private boolean refusesPublications;

  public ProfiledStore(FlagCacheStore real, StoreProfile profile) {
    this.real = real;
    this.profile = profile;
  }

  /** The next call that has no other fault yet fails. */
  void failNext(Fault fault) {
    faults.add(fault);
  }

  /** The next call takes as long as this lets pass. */
  void delayNext(Runnable passingTime) {
    delay = passingTime;
  }

  void refusePublications(boolean refuses) {
    refusesPublications = refuses;
  }

  void endTheFaults() {
    faults.clear();
    delay = () -> {};
    refusesPublications = false;
  }

  private <T> T call(Callable<T> primitive) throws Exception {
    Runnable now = delay;
    delay = () -> {};
    now.run();
    Fault fault = faults.poll();
    if (fault == Fault.QUESTION_LOST) {
      throw new IOException("question lost");
    }
    T answer = primitive.call();
    if (fault == Fault.ANSWER_LOST) {
      throw new IOException("answer lost");
    }
    return answer;
  }

  @Override
  public LeaseAnswer acquireOrRenew(LeaseRequest request, Deadline deadline) throws Exception {
    return call(() -> real.acquireOrRenew(request, deadline));
  }

  @Override
  public boolean publish(String owner, Entry entry, Duration ttl, Deadline deadline)
      throws Exception {
    if (refusesPublications) {
      throw new IOException("publish is not allowed");
    }
    return call(() -> real.publish(owner, entry, ttl, deadline));
  }

  @Override
  public boolean publishIfAbsent(Entry entry, Duration ttl, Deadline deadline) throws Exception {
    return call(() -> real.publishIfAbsent(entry, ttl, deadline));
  }

  @Override
  public ReadAnswer read(Optional<EntryStamp> known, Deadline deadline) throws Exception {
    ReadAnswer answer = call(() -> real.read(known, deadline));
    return answer instanceof ReadAnswer.Found found
        ? new ReadAnswer.Found(found.entry(), profile.told(found.sincePublish()))
        : answer;
  }

  @Override
  public Optional<EntryStamp> stamp(Deadline deadline) throws Exception {
    return call(() -> real.stamp(deadline));
  }

  @Override
  public void discard(EntryStamp stamp, Deadline deadline) throws Exception {
    call(
        () -> {
          real.discard(stamp, deadline);
          return stamp;
        });
  }

  @Override
  public void release(String owner, long epoch, Deadline deadline) throws Exception {
    call(
        () -> {
          real.release(owner, epoch, deadline);
          return owner;
        });
  }

  @Override
  public StoreStatus inspect(Deadline deadline) throws Exception {
    return call(() -> real.inspect(deadline));
  }

  @Override
  public boolean revoke(StoreStatus.LeaseStatus lease, Deadline deadline) throws Exception {
    return call(() -> real.revoke(lease, deadline));
  }

  @Override
  public String rights(Access access) {
    return real.rights(access);
  }

  @Override
  public void close() {}

  @Override
  public String toString() {
    return profile + " over " + real;
  }
}
