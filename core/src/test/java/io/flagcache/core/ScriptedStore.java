package io.flagcache.core;

import io.flagcache.Deadline;
import io.flagcache.core.store.Access;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.FlagCacheStore;
import io.flagcache.core.store.LeaseAnswer;
import io.flagcache.core.store.LeaseRequest;
import io.flagcache.core.store.PayloadFormat;
import io.flagcache.core.store.ReadAnswer;
import io.flagcache.core.store.StoreStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;

/** A store that notes each call, and loses questions or answers as the test's script says. */
final class ScriptedStore implements FlagCacheStore {

  enum Fault {
    NONE,
    QUESTION_LOST,
    QUESTION_LATE,
    SLOWLY_LOST,
    ANSWER_LOST,
    ANSWER_LATE
  }

  /**
   * What a store without a clock, or with a coarse one, tells of the time since a publication: not
   * less than it was.
   */
  interface Ages extends UnaryOperator<Optional<Duration>> {
    Ages EXACT = age -> age;
    Ages NONE = age -> Optional.empty();

    static Ages inStepsOf(Duration step) {
      return age -> age.map(exact -> step.multipliedBy(exact.dividedBy(step) + 1));
    }
  }

  private final FlagCacheStore real;
  private final Ages ages;
  private final PayloadFormat format;
  private final Deque<Fault> script = new ArrayDeque<>();
  private final List<String> calls = new ArrayList<>();
  private final Set<String> refused = new HashSet<>();
  private boolean closed;
  private int payloadsRead;
  private Runnable beforePublish = () -> {};
  private Runnable beforePublishIfAbsent = () -> {};
  private Runnable onSlowness = () -> {};

  ScriptedStore(FlagCacheStore real, Ages ages, PayloadFormat format) {
    this.real = real;
    this.ages = ages;
    this.format = format;
  }

  void next(Fault... faults) {
    script.addAll(List.of(faults));
  }

  /** From now on these calls fail, as for want of a right. */
  void refuse(String call) {
    refused.add(call);
  }

  void beforePublish(Runnable race) {
    beforePublish = race;
  }

  void beforePublishIfAbsent(Runnable race) {
    beforePublishIfAbsent = race;
  }

  void onSlowness(Runnable passingTime) {
    onSlowness = passingTime;
  }

  /** The calls since this was last asked. */
  List<String> takeCalls() {
    List<String> taken = List.copyOf(calls);
    calls.clear();
    return taken;
  }

  int payloadsRead() {
    return payloadsRead;
  }

  boolean isClosed() {
    return closed;
  }

  private <T> T play(String call, Callable<T> step) throws Exception {
    calls.add(call);
    if (refused.contains(call)) {
      throw new IOException(call + " is not allowed, " + calls.size());
    }
    Fault fault = script.isEmpty() ? Fault.NONE : script.poll();
    if (fault == Fault.SLOWLY_LOST || fault == Fault.QUESTION_LATE) {
      onSlowness.run();
    }
    if (fault == Fault.QUESTION_LOST || fault == Fault.SLOWLY_LOST) {
      throw new IOException("question lost");
    }
    T answer = step.call();
    if (fault == Fault.ANSWER_LATE) {
      onSlowness.run();
    }
    if (fault == Fault.ANSWER_LOST) {
      throw new IOException("answer lost");
    }
    return answer;
  }

  @Override
  public LeaseAnswer acquireOrRenew(LeaseRequest request, Deadline deadline) throws Exception {
    return play("acquireOrRenew", () -> real.acquireOrRenew(request, deadline));
  }

  @Override
  public boolean publish(String owner, Entry entry, Duration ttl, Deadline deadline)
      throws Exception {
    beforePublish.run();
    return play("publish", () -> real.publish(owner, entry, ttl, deadline));
  }

  @Override
  public boolean publishIfAbsent(Entry entry, Duration ttl, Deadline deadline) throws Exception {
    beforePublishIfAbsent.run();
    return play("publishIfAbsent", () -> real.publishIfAbsent(entry, ttl, deadline));
  }

  @Override
  public ReadAnswer read(Optional<EntryStamp> known, Deadline deadline) throws Exception {
    ReadAnswer answer = play("read", () -> real.read(known, deadline));
    if (answer instanceof ReadAnswer.Found found) {
      payloadsRead++;
      return new ReadAnswer.Found(found.entry(), ages.apply(found.sincePublish()));
    }
    return answer;
  }

  @Override
  public Optional<EntryStamp> stamp(Deadline deadline) throws Exception {
    return play("stamp", () -> real.stamp(deadline));
  }

  @Override
  public void discard(EntryStamp stamp, Deadline deadline) throws Exception {
    play(
        "discard",
        () -> {
          real.discard(stamp, deadline);
          return stamp;
        });
  }

  @Override
  public void release(String owner, long epoch, Deadline deadline) throws Exception {
    play(
        "release",
        () -> {
          real.release(owner, epoch, deadline);
          return owner;
        });
  }

  @Override
  public StoreStatus inspect(Deadline deadline) throws Exception {
    return play("inspect", () -> real.inspect(deadline));
  }

  @Override
  public boolean revoke(StoreStatus.LeaseStatus lease, Deadline deadline) throws Exception {
    return play("revoke", () -> real.revoke(lease, deadline));
  }

  @Override
  public String rights(Access access) {
    return real.rights(access);
  }

  @Override
  public PayloadFormat payloadFormat() {
    return format;
  }

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public String toString() {
    return "scripted";
  }
}
