package io.flagcache.hazelcast;

import static io.flagcache.hazelcast.StoredObjects.UNREADABLE;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.query.Predicates;
import io.flagcache.Deadline;
import io.flagcache.core.record.LeaseRecord;
import io.flagcache.core.store.Access;
import io.flagcache.core.text.PlainText;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of one service key in one map. Reads are done by an {@link ObjectReader}, and
 * payloads written by asynchronous calls; changes of the record are done on the {@link LockThread}.
 * A connection that was just lost is waited for, for half of the time that is left and once, so
 * that an answer lost with it can be asked for again.
 */
final class HazelcastSession {

  private static final Logger LOG = LoggerFactory.getLogger(HazelcastFlagCache.class);

  /** Linked with this class: a Hazelcast that lacks it is found at the start, not by a deletion. */
  private static final BiConsumer<IMap<String, Object>, String> DELETE = IMap::deleteAsync;

  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final Duration LAST_PAUSE = Duration.ofMillis(200);

  private final InstanceSource source;
  private final String mapName;
  private final String serviceKey;
  private final Optional<Mutexes> mutexes;
  private final Failures failures;
  private final ForeignLock foreignLock;
  private final LockThread lockThread = new LockThread();
  private final ObjectReader objects = new ObjectReader();
  private @Nullable HazelcastInstance instance;
  private @Nullable IMap<String, Object> map;
  private volatile @Nullable Mutex mutex;
  private boolean connected;

  /**
   * Connects to nothing yet.
   *
   * @param mutexes empty for one who only reads
   */
  HazelcastSession(
      InstanceSource source, String mapName, String serviceKey, Optional<Mutexes> mutexes) {
    this.source = source;
    this.mapName = mapName;
    this.serviceKey = serviceKey;
    this.mutexes = mutexes;
    this.foreignLock =
        mutexes
            .map(Mutexes::foreignLock)
            .orElseGet(() -> new ForeignLock(Duration.ZERO, System::nanoTime));
    this.failures = new Failures(source.toString(), mapName, source.redaction());
  }

  /**
   * What is done while nobody else holds the lock.
   *
   * @param <T> what it returns
   */
  interface Locked<T> {

    /**
     * Does it. It may be done again, after it was carried out and its answer lost.
     *
     * @param fence the lock's fence, or 0
     */
    T run(IMap<String, Object> map, long fence) throws Exception;
  }

  private interface Question<T> {
    T ask(IMap<String, Object> map) throws Exception;
  }

  /** The text where the lease's record is, or {@link StoredObjects#UNREADABLE}. */
  Optional<Object> lease(Deadline deadline) {
    return ask(deadline, present -> lease(present, deadline));
  }

  /** The same, while a lock is held. */
  Optional<Object> lease(IMap<String, Object> present, Deadline deadline) throws Exception {
    return objects
        .read(() -> present.get(leaseKey()), deadline)
        .map(HazelcastSession::textOrUnreadable);
  }

  /** What can be no record is not compared by its content, which may be of any size and kind. */
  private static Object textOrUnreadable(Object value) {
    return value instanceof String text && text.length() <= LeaseRecord.LONGEST ? text : UNREADABLE;
  }

  /** The payload, or nothing if it is gone; what is no payload counts as one without content. */
  Optional<byte[]> payload(String generation, Deadline deadline) {
    String key = payloadKey(generation);
    return ask(
        deadline,
        present ->
            objects
                .read(() -> present.get(key), deadline)
                .map(value -> value instanceof byte[] payload ? payload : new byte[0]));
  }

  void putPayload(String generation, byte[] payload, Duration life, Deadline deadline) {
    ask(
        deadline,
        present -> {
          await(
              present.setAsync(
                  payloadKey(generation), payload, life.toMillis(), TimeUnit.MILLISECONDS),
              deadline);
          return generation;
        });
  }

  /** Lets a payload live on from now, by its member's clock, if it is still there. */
  void keepPayload(String generation, Duration life, Deadline deadline) {
    ask(
        deadline,
        present ->
            lockThread.call(
                deadline,
                () ->
                    present.setTtl(
                        payloadKey(generation), life.toMillis(), TimeUnit.MILLISECONDS)));
  }

  /** Nobody waits for it; what is not deleted ends by its time-to-live. */
  void deletePayload(String generation, Deadline deadline) {
    ask(
        deadline,
        present -> {
          DELETE.accept(present, payloadKey(generation));
          return generation;
        });
  }

  void deletePayloadsExcept(String generation, Deadline deadline) {
    String all = payloadKey("");
    ask(
        deadline,
        present ->
            lockThread.call(
                deadline,
                () -> {
                  // A service key may have characters that stand for others in the pattern.
                  for (String key : present.keySet(Predicates.like("__key", all + "%"))) {
                    if (key.startsWith(all) && !key.equals(payloadKey(generation))) {
                      DELETE.accept(present, key);
                    }
                  }
                  return generation;
                }));
  }

  /**
   * Does something under the lock of this service key.
   *
   * @param patience how long to wait while another holds it
   * @return what it returned; empty if another held it
   */
  <T> Optional<T> locked(Duration patience, Deadline deadline, Locked<T> work) {
    Optional<T> done = ask(deadline, present -> changed(present, patience, deadline, work));
    giveBack(deadline);
    return done;
  }

  /** What was left behind keeps others out, and there may be no next call. */
  private void giveBack(Deadline deadline) {
    Mutex known = mutex;
    if (known == null || !known.hasDanglingLock()) {
      return;
    }
    try {
      retrying(
          deadline,
          deadline.remaining().dividedBy(2),
          present -> lockThread.call(deadline, () -> givenBack(known)));
    } catch (RuntimeException e) {
      LOG.debug("{}: a lock is given back later", source, PlainText.failure(e));
    }
  }

  private static Mutex givenBack(Mutex lock) {
    lock.reconcile();
    return lock;
  }

  private <T> Optional<T> changed(
      IMap<String, Object> present, Duration patience, Deadline deadline, Locked<T> work)
      throws Exception {
    try {
      Optional<T> done =
          lockThread.call(deadline, () -> underLock(knownMutex(present), present, patience, work));
      foreignLock.foundFree();
      return done;
    } catch (LockThread.StuckException e) {
      if (foreignLock.isAbandoned()) {
        lockThread.beside(() -> foreignLock.breakOpen(present, leaseKey()));
        foreignLock.foundFree();
      }
      throw e;
    }
  }

  private static <T> Optional<T> underLock(
      Mutex lock, IMap<String, Object> present, Duration patience, Locked<T> work)
      throws Exception {
    OptionalLong fence = lock.tryLock(patience);
    if (fence.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(work.run(present, fence.getAsLong()));
    } finally {
      lock.unlock();
    }
  }

  private Mutex knownMutex(IMap<String, Object> present) {
    Mutex known = mutex;
    HazelcastInstance current = instance;
    if (known == null && current != null && mutexes.isPresent()) {
      known = mutexes.get().find(current, present, leaseKey());
      mutex = known;
      LOG.info("{}: {} by {}", source, serviceKey, known);
    }
    if (known == null) {
      throw new IllegalStateException("One who only reads has no lock");
    }
    return known;
  }

  /** Finds out which lock there is, unless that is known. */
  void findLock(Deadline deadline) {
    ask(deadline, present -> lockThread.call(deadline, () -> knownMutex(present)));
  }

  /**
   * Connects, as long as it takes.
   *
   * @throws IllegalStateException if the map cannot be used as it is configured
   */
  void connect(Deadline deadline) {
    retrying(
        deadline,
        deadline.remaining(),
        present -> {
          if (present.getLocalMapStats().getNearCacheStats() != null) {
            throw new IllegalStateException(
                "The map "
                    + mapName
                    + " has a near cache in this instance, which would show old leases; configure"
                    + " none for it, or choose another map by the setting map");
          }
          return lease(present, deadline);
        });
  }

  private <T> T ask(Deadline deadline, Question<T> question) {
    Mutex known = mutex;
    if (known != null && known.hasDanglingLock()) {
      lockThread.offer(known::reconcile);
    }
    return retrying(
        deadline, connected ? deadline.remaining().dividedBy(2) : Duration.ZERO, question);
  }

  private <T> T retrying(Deadline deadline, Duration patience, Question<T> question) {
    Deadline end = Deadline.after(patience);
    while (true) {
      try {
        T answer = question.ask(map(deadline));
        connected = true;
        return answer;
      } catch (Exception e) {
        boolean again = Failures.isConnectionLoss(e) && !end.hasPassed() && !deadline.hasPassed();
        if (!again) {
          connected = false;
          throw failures.explain(e);
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  private IMap<String, Object> map(Deadline deadline) throws Exception {
    HazelcastInstance current = source.instance(deadline);
    IMap<String, Object> present = map;
    if (present == null || current != instance) {
      present = lockThread.call(deadline, () -> current.getMap(mapName));
      mutex = null;
      instance = current;
      map = present;
    }
    return present;
  }

  private static <T extends @Nullable Object> T await(CompletionStage<T> stage, Deadline deadline)
      throws Exception {
    try {
      return stage.toCompletableFuture().get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw ObjectReader.causeOf(e);
    } catch (TimeoutException e) {
      throw new TimeoutException("no answer before the deadline");
    }
  }

  /** What a client needs; of both locks what they need while it is not known which there is. */
  String rights(Access access) {
    if (access == Access.READ) {
      return ClientPermissions.ofReader(mapName);
    }
    Mutex known = mutex;
    return ClientPermissions.ofWorker(
        mapName,
        Optional.of(Mutexes.fencedLock(mapName, leaseKey()))
            .filter(name -> !(known instanceof MapMutex)),
        !(known instanceof FencedMutex));
  }

  String leaseKey() {
    return serviceKey + "/lease";
  }

  private String payloadKey(String generation) {
    return serviceKey + "/payload/" + generation;
  }

  void close() {
    lockThread.close(this::giveBackAtLast);
    objects.close();
    source.close();
  }

  /** The lock may live as long as an instance that is not ours. */
  private void giveBackAtLast() {
    Deadline end = Deadline.after(mutexes.map(Mutexes::lease).orElse(Duration.ZERO));
    Mutex known = mutex;
    while (known != null && known.hasDanglingLock() && !end.hasPassed()) {
      try {
        known.reconcile();
      } catch (RuntimeException e) {
        if (Failures.isOfNoInstance(e)) {
          return;
        }
        LockSupport.parkNanos(LAST_PAUSE.toNanos());
      }
    }
  }

  @Override
  public String toString() {
    Mutex known = mutex;
    String lock = mutexes.isEmpty() ? "read only" : "lock not known yet";
    return source + ", map " + mapName + ", " + (known == null ? lock : known);
  }
}
