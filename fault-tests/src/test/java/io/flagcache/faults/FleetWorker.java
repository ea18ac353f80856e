package io.flagcache.faults;

import io.flagcache.testservers.WorkerProcess;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A process with a provider, and a thread that does with it what an SDK does. */
final class FleetWorker {

  private final String name;
  private final String documents;
  private final WorkerProcess process;
  private final Api api;
  private final History history;
  private final Duration pollInterval;
  private final Thread poller = new Thread(this::pollOnAndOn);
  private long lastFetched;
  private volatile boolean stopped;
  private volatile boolean alive = true;
  private volatile boolean leading;
  private final AtomicInteger disturbances = new AtomicInteger();
  private final AtomicLong answers = new AtomicLong();
  private volatile boolean slowApi;
  private volatile boolean waiting;

  FleetWorker(
      String name,
      String documents,
      WorkerProcess process,
      Api api,
      History history,
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
    } catch (UncheckedIOException processHasEnded) {
      alive = false;
    }
  }

  private void poll() {
    long begin = System.nanoTime();
    int before = disturbances.get();
    try {
      OptionalLong epoch = process.asksForEpoch();
      epoch.ifPresent(term -> history.leads(name, term, begin));
      leading = epoch.isPresent();
      answers.incrementAndGet();
      lasted(begin, before);
      if (leading) {
        fetch(true, before);
      } else {
        read(before);
      }
    } catch (IllegalStateException stageFailed) {
      history.note(name, "asks in vain: " + stageFailed.getMessage());
      leading = false;
      lasted(begin, before);
      fetch(true, before);
    }
  }

  private void lasted(long begin, int before) {
    if (before == disturbances.get()) {
      history.lasted(name, Duration.ofNanos(System.nanoTime() - begin));
    }
  }

  private void fetch(boolean handsOver, int before) {
    long version = api.fetch(name);
    if (version == lastFetched) {
      return; // 304, of which a provider hears nothing.
    }
    while (slowApi) {
      waiting = true;
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
    waiting = false;
    lastFetched = version;
    history.evaluates(name, version, "the API");
    if (handsOver) {
      long begin = System.nanoTime();
      try {
        process.receives(documents + version);
      } catch (IllegalStateException stageFailed) {
        history.note(name, "keeps the document to itself: " + stageFailed.getMessage());
      }
      lasted(begin, before);
    }
  }

  private void read(int before) {
    long begin = System.nanoTime();
    Optional<String> document = process.gets();
    lasted(begin, before);
    if (document.isEmpty()) {
      if (history.versionOf(name) == 0) {
        fetch(false, before);
      }
    } else if (document.get().matches(documents + "\\d+")) {
      history.evaluates(
          name, Long.parseLong(document.get().substring(documents.length())), "the cache");
    } else {
      history.readsDamage(name, document.get());
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

  long version() {
    return history.versionOf(name);
  }

  /** From now on new documents come late from the API, or the one that is late comes. */
  void slowApi(boolean slow) {
    slowApi = slow;
  }

  /** Whether a new document is on its way to it. */
  boolean isWaitingForDocument() {
    return waiting;
  }

  void kill() {
    history.note(name, "is killed");
    alive = false;
    process.kill();
  }

  void pause() {
    history.note(name, "is stopped");
    stopped = true;
    disturbances.incrementAndGet();
    process.pause();
  }

  void resume() {
    history.note(name, "goes on");
    disturbances.incrementAndGet();
    process.resume();
    stopped = false;
  }

  @Override
  public String toString() {
    return name;
  }
}
