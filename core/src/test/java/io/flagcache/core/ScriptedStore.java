package io.flagcache.core;

import io.flagcache.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** A store that notes each call, and loses questions or answers as the test's script says. */
final class ScriptedStore implements FlagCacheStore {

  enum Fault {
    NONE,
    QUESTION_LOST,
    SLOWLY_LOST,
    ANSWER_LOST
  }

  private final FlagCacheStore real;
  private final Deque<Fault> script = new ArrayDeque<>();
  private final List<String> calls = new ArrayList<>();
  private boolean closed;
  private int payloadsRead;
  private Runnable beforePublish = () -> {};
  private Runnable beforeFill = () -> {};
  private Runnable onSlowLoss = () -> {};

  ScriptedStore(FlagCacheStore real) {
    this.real = real;
  }

  void next(Fault... faults) {
    script.addAll(List.of(faults));
  }

  void beforePublish(Runnable race) {
    beforePublish = race;
  }

  void beforeFill(Runnable race) {
    beforeFill = race;
  }

  void onSlowLoss(Runnable passingTime) {
    onSlowLoss = passingTime;
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
    Fault fault = script.isEmpty() ? Fault.NONE : script.poll();
    if (fault == Fault.SLOWLY_LOST) {
      onSlowLoss.run();
    }
    if (fault == Fault.QUESTION_LOST || fault == Fault.SLOWLY_LOST) {
      throw new IOException("question lost");
    }
    T answer = step.call();
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
  public boolean fill(Entry entry, Duration ttl, Deadline deadline) throws Exception {
    beforeFill.run();
    return play("fill", () -> real.fill(entry, ttl, deadline));
  }

  @Override
  public ReadAnswer read(Optional<EntryStamp> known, Deadline deadline) throws Exception {
    ReadAnswer answer = play("read", () -> real.read(known, deadline));
    if (answer instanceof ReadAnswer.Found) {
      payloadsRead++;
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
  public String rights(Role role) {
    return real.rights(role);
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
