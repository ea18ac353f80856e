package io.flagcache.faults;

import io.flagcache.conformance.history.WorkerEvent.Asked;
import io.flagcache.conformance.history.WorkerEvent.Died;
import io.flagcache.conformance.history.WorkerEvent.Elected;
import io.flagcache.conformance.history.WorkerEvent.Left;
import io.flagcache.conformance.history.WorkerEvent.NotElected;
import io.flagcache.conformance.history.WorkerEvent.Read;
import io.flagcache.conformance.history.WorkerEvent.ReadDamaged;
import io.flagcache.conformance.history.WorkerEvent.Received;
import io.flagcache.testservers.WorkerJvm;
import io.flagcache.testservers.WorkerProcess;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A provider in a process, and a thread that does with it what an SDK does. */
final class FleetWorker {

  private final String name;
  private final String documents;
  private final WorkerProcess process;
  private final Api api;
  private final FleetHistory history;
  private final Duration pollInterval;
  private final Thread poller = new Thread(this::pollOnAndOn);
  private long lastFetched;
  private volatile long version;
  private volatile boolean stopped;
  private volatile boolean alive = true;
  private volatile boolean leading;
  private final AtomicInteger disturbances = new AtomicInteger();
  private final AtomicLong answers = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final AtomicLong handedOver = new AtomicLong();
  private @Nullable Long leaseBegin;
  private volatile boolean late;
  private volatile boolean leaving;
  private volatile boolean hasLeft;
  private volatile boolean slowApi;
  private volatile boolean waiting;

  FleetWorker(
      String name,
      String documents,
      WorkerProcess process,
      Api api,
      FleetHistory history,
      Duration pollInterval) {
    this.name = name;
    this.documents = documents;
    this.process = process;
    this.api = api;
    this.history = history;
    this.pollInterval = pollInterval;
    poller.setDaemon(true);
    poller.setName(name);
  }

  void start() {
    poller.start();
  }

  private void pollOnAndOn() {
    try {
      while (alive) {
        poll();
        LockSupport.parkNanos(pollInterval.toNanos());
      }
      if (leaving) {
        history.add(at -> new Left(at, name));
        process.leaves();
        hasLeft = true;
      }
    } catch (IllegalStateException shutdownFailed) {
      history.remark(name, "leaves in vain: " + shutdownFailed.getMessage());
    } catch (UncheckedIOException processHasEnded) {
      alive = false;
    }
  }

  private void poll() {
    long begin = System.nanoTime();
    int before = disturbances.get();
    history.add(at -> new Asked(at, name));
    try {
      OptionalLong epoch = process.asksForEpoch();
      history.add(
          at -> epoch.isPresent() ? new Elected(at, name, epoch) : new NotElected(at, name));
      leading = epoch.isPresent();
      noteLease(begin);
      answers.incrementAndGet();
      lasted(begin, before);
      if (leading) {
        fetch(true, before);
      } else {
        read(before);
      }
    } catch (IllegalStateException stageFailed) {
      history.asksInVain(name, stageFailed);
      failures.incrementAndGet();
      leading = false;
      lasted(begin, before);
      fetch(true, before);
    }
  }

  /** A lease begins when it was asked for at the earliest, and the answer comes later. */
  private void noteLease(long begin) {
    if (leaseBegin != null && System.nanoTime() - leaseBegin > Fleet.LEASE.toNanos()) {
      late = true;
    }
    leaseBegin = leading ? begin : null;
  }

  private void lasted(long begin, int before) {
    if (before == disturbances.get()) {
      long end = System.nanoTime();
      Duration duration = Duration.ofNanos(end - begin);
      history.lasted(name, duration.minus(StandStill.between(begin, end)));
    }
  }

  private void fetch(boolean handsOver, int before) {
    long fetched = api.fetch(name, lastFetched);
    if (fetched == lastFetched) {
      return; // 304, of which a provider hears nothing.
    }
    while (slowApi) {
      waiting = true;
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
    waiting = false;
    lastFetched = fetched;
    version = fetched;
    if (handsOver) {
      long begin = System.nanoTime();
      history.add(at -> new Received(at, name, fetched));
      try {
        process.receives(documents + fetched);
      } catch (IllegalStateException stageFailed) {
        history.remark(name, "keeps the document to itself: " + stageFailed.getMessage());
      }
      handedOver.incrementAndGet();
      lasted(begin, before);
    }
  }

  private void read(int before) {
    long begin = System.nanoTime();
    Optional<String> document = process.gets();
    lasted(begin, before);
    if (document.isEmpty()) {
      if (version == 0) {
        history.findsNothing(name, Duration.ofNanos(System.nanoTime() - begin));
        fetch(false, before);
      }
    } else if (document.get().matches(documents + "\\d+")) {
      long read = Long.parseLong(document.get().substring(documents.length()));
      history.add(at -> new Read(at, name, read));
      version = read;
    } else {
      history.add(at -> new ReadDamaged(at, name, "reads '" + document.get() + "'"));
    }
  }

  String name() {
    return name;
  }

  boolean isAlive() {
    return alive;
  }

  /** Whether its last answer was to fetch. */
  boolean isLeading() {
    return alive && !stopped && leading;
  }

  /** How often it was told something, which grows as long as it works. */
  long answers() {
    return answers.get();
  }

  /** How many documents its provider was given, and has published or not. */
  long handedOver() {
    return handedOver.get();
  }

  /** How often it was told nothing. */
  long failures() {
    return failures.get();
  }

  /**
   * Whether it once led, and was not answered again before that lease may have ended: then it could
   * not keep it.
   */
  boolean wasLate() {
    return late;
  }

  void forgetDelays() {
    late = false;
  }

  /** The version that it evaluates; 0 if it has none. */
  long version() {
    return version;
  }

  /** From now on new documents come late from the API, or the one that is late comes. */
  void slowApi(boolean slow) {
    slowApi = slow;
  }

  /** Whether a new document is on its way to it. */
  boolean isWaitingForDocument() {
    return waiting;
  }

  WorkerJvm jvm() {
    return process.jvm();
  }

  /** Lets it poll no more, and shut its provider down. */
  void leave() {
    leaving = true;
    alive = false;
    LockSupport.unpark(poller);
  }

  /** Waits for one that was told to leave, and says whether it has. */
  boolean hasLeft() {
    try {
      poller.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return hasLeft;
  }

  void kill() {
    history.add(at -> new Died(at, name));
    alive = false;
    process.kill();
  }

  void pause() {
    history.remark(name, "is stopped");
    stopped = true;
    disturbances.incrementAndGet();
    process.pause();
  }

  void resume() {
    history.remark(name, "goes on");
    disturbances.incrementAndGet();
    process.resume();
    stopped = false;
  }

  @Override
  public String toString() {
    return name;
  }
}
