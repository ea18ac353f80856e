package io.flagcache.faults;

import io.flagcache.testservers.SharedClasses;
import io.flagcache.testservers.WorkerJvm;
import io.flagcache.testservers.WorkerProcess;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** JVMs for the workers on all backends. One that is given back serves again. */
final class WorkerPool {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Where no server is. Most of what a provider needs it needs there, too. */
  private static final List<String> NOWHERE =
      List.of(
          "redis://127.0.0.1:1?serviceKey=none",
          "jdbc:postgresql://127.0.0.1:1/none?flagcache.serviceKey=none",
          "dynamodb://none?region=none&endpoint=http%3A%2F%2F127.0.0.1%3A1&serviceKey=none",
          "hazelcast://none@127.0.0.1:1?transferDeadline=1s&serviceKey=none",
          FetchingFactory.url(
              "none",
              URI.create("http://127.0.0.1:1"),
              "redis://127.0.0.1:1?transferDeadline=1s&serviceKey=none"));

  private static final SharedClasses CLASSES =
      new SharedClasses(Path.of("target", "classes-of-workers"));

  private static final CompletableFuture<Void> PREPARED = new CompletableFuture<>();

  private static final List<Idle> IDLE = new ArrayList<>();

  /** A JVM whose last workers were on a backend. */
  private record Idle(WorkerJvm jvm, FaultyBackend backend) {}

  static {
    Thread preparation = new Thread(WorkerPool::record, "archive of classes");
    preparation.setDaemon(true);
    preparation.start();
  }

  private WorkerPool() {}

  /** Begins with what takes a while, if nobody has. */
  static void prepare() {}

  private static void record() {
    try {
      if (!CLASSES.isRecorded()) {
        CLASSES.record(WorkerPool::useAllProviders);
      }
    } finally {
      PREPARED.complete(null);
    }
  }

  private static boolean useAllProviders(List<String> recording) {
    WorkerJvm jvm = start(recording, Duration.ZERO);
    try {
      List<Thread> users =
          NOWHERE.stream().map(url -> new Thread(() -> useInVain(jvm, url), url)).toList();
      users.forEach(Thread::start);
      for (Thread user : users) {
        user.join();
      }
      return jvm.end(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      jvm.kill();
    }
  }

  private static void useInVain(WorkerJvm jvm, String url) {
    WorkerProcess worker = jvm.open(url);
    for (Runnable use :
        List.<Runnable>of(
            worker::asksForEpoch, worker::gets, () -> worker.receives("none"), worker::leaves)) {
      try {
        use.run();
      } catch (IllegalStateException noServer) {
        // As it was to be.
      }
    }
  }

  private static WorkerJvm start(List<String> options, Duration skew) {
    List<String> all = new ArrayList<>(options);
    all.addAll(DynamoDbBackend.CREDENTIALS);
    // Each failed connection is worth some lines, and every fault makes many.
    all.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    return WorkerJvm.start(CLASSES.classPath(), all, skew);
  }

  /** A new JVM whose wall clock is ahead by so much. */
  static WorkerJvm take(Duration clockSkew) {
    PREPARED.join();
    return start(CLASSES.options(), clockSkew);
  }

  /** A JVM in which no worker is; one that knows the backend, if there is a choice. */
  static WorkerJvm take(FaultyBackend backend) {
    synchronized (IDLE) {
      Stream<Idle> known = IDLE.stream().filter(idle -> idle.backend().equals(backend));
      Idle chosen = Stream.concat(known, IDLE.stream()).findFirst().orElse(null);
      if (chosen != null) {
        IDLE.remove(chosen);
        return chosen.jvm();
      }
    }
    return take(Duration.ZERO);
  }

  /** Keeps a JVM whose workers have all been shut down. */
  static void giveBack(WorkerJvm jvm, FaultyBackend backend) {
    synchronized (IDLE) {
      IDLE.add(new Idle(jvm, backend));
    }
  }
}
