package io.flagcache.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Faults of all kinds at random, two at a time at most, while the document changes. */
final class RandomFaults {

  private static final int SIZE = 3;

  private final FaultyBackend backend;
  private final Fleet fleet;
  private final Random random;
  private final List<Runnable> ends = new ArrayList<>();
  private boolean serverDisturbed;
  private int faults;

  RandomFaults(FaultyBackend backend, Fleet fleet, long seed) {
    this.backend = backend;
    this.fleet = fleet;
    this.random = new Random(seed);
  }

  void run(Duration duration) {
    long end = System.nanoTime() + duration.toNanos();
    while (System.nanoTime() < end) {
      if (ends.size() < 2 && random.nextBoolean()) {
        begin();
      } else if (!ends.isEmpty()) {
        ends.remove(random.nextInt(ends.size())).run();
      }
      boolean changes = random.nextInt(3) == 0;
      if (changes && fleet.tellsWhatIsNewer()) {
        fleet.api().change();
      }
      LockSupport.parkNanos(Duration.ofMillis(100 + random.nextInt(1900)).toNanos());
    }
    ends.forEach(Runnable::run);
    ends.clear();
    fleet.refill(SIZE);
  }

  int faults() {
    return faults;
  }

  private void begin() {
    faults++;
    if (serverDisturbed || random.nextInt(3) == 0) {
      ends.add(oneOf(List.of(this::killWorker, this::stopWorker, this::slowApi)));
      return;
    }
    serverDisturbed = true;
    Runnable end =
        oneOf(
            List.of(
                this::killServer,
                this::stopServer,
                this::refuse,
                this::freeze,
                this::delay,
                this::loseReply,
                this::flush,
                this::damage));
    ends.add(
        () -> {
          end.run();
          serverDisturbed = false;
        });
  }

  private Runnable oneOf(List<Supplier<Runnable>> kinds) {
    return kinds.get(random.nextInt(kinds.size())).get();
  }

  private FleetWorker anyWorker() {
    List<FleetWorker> workers = fleet.workers();
    return workers.get(random.nextInt(workers.size()));
  }

  private Runnable killWorker() {
    if (fleet.workers().size() > 1) {
      anyWorker().kill();
    }
    return () -> fleet.refill(SIZE);
  }

  private Runnable stopWorker() {
    FleetWorker worker = anyWorker();
    worker.pause();
    return () -> {
      if (worker.isAlive()) {
        worker.resume();
      }
    };
  }

  private Runnable slowApi() {
    FleetWorker worker = anyWorker();
    worker.slowApi(true);
    return () -> worker.slowApi(false);
  }

  private Runnable killServer() {
    backend.kill();
    noteLoss(!backend.keepsData());
    return () -> {
      backend.restart();
      noteLoss(!backend.keepsData());
    };
  }

  private void noteLoss(boolean lost) {
    if (lost) {
      fleet.history().dataLost();
    }
  }

  private Runnable stopServer() {
    backend.pause();
    return backend::resume;
  }

  private Runnable refuse() {
    backend.refuse();
    return backend::listen;
  }

  private Runnable freeze() {
    backend.freeze();
    return backend::cut;
  }

  private Runnable delay() {
    backend.delay(Duration.ofMillis(20));
    return () -> backend.delay(Duration.ZERO);
  }

  private Runnable loseReply() {
    backend.loseNextReply();
    return () -> {};
  }

  private Runnable flush() {
    fleet.history().losingData(backend::flush);
    return () -> {};
  }

  private Runnable damage() {
    backend.damageEntry(fleet.serviceKey());
    return () -> {};
  }
}
