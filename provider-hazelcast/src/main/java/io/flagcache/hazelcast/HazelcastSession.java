package io.flagcache.hazelcast;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.flagcache.Deadline;
import io.flagcache.core.Role;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of one service key in one map. Reads are asynchronous calls that are waited for until
 * the deadline; changes of the head are done on the {@link Lane}. A connection that was just lost
 * is waited for, for half of the time that is left and once, so that an answer lost with it can be
 * asked for again.
 */
final class HazelcastSession {

  private static final Logger LOG = LoggerFactory.getLogger(HazelcastFlagCache.class);

  private static final Duration PAUSE = Duration.ofMillis(20);

  private final InstanceSource source;
  private final String mapName;
  private final String serviceKey;
  private final Optional<Mutexes> mutexes;
  private final Failures failures;
  private final Lane lane = new Lane();
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
    this.failures = new Failures(source.toString(), mapName);
  }

  /** A change of the head, decided while nobody else is inside. */
  interface Decision {

    /**
     * Decides. It may be asked again, also after its change was carried out and the answer lost.
     *
     * @param present what is there
     * @param fence the lock's fence, or 0
     * @return what is to be there; empty to change nothing
     */
    Optional<Head> next(Head present, long fence);
  }

  private interface Question<T> {
    T ask(IMap<String, Object> map) throws Exception;
  }

  Head head(Deadline deadline) {
    return ask(deadline, present -> Head.of(await(present.getAsync(headKey()), deadline)));
  }

  /** The payload, or nothing if it is gone; what is no payload counts as one without content. */
  Optional<byte[]> payload(String generation, Deadline deadline) {
    return ask(
        deadline,
        present ->
            Optional.ofNullable(await(present.getAsync(entryKey(generation)), deadline))
                .map(value -> value instanceof byte[] payload ? payload : new byte[0]));
  }

  void putPayload(String generation, byte[] payload, Duration life, Deadline deadline) {
    ask(
        deadline,
        present -> {
          await(
              present.setAsync(
                  entryKey(generation), payload, life.toMillis(), TimeUnit.MILLISECONDS),
              deadline);
          return generation;
        });
  }

  /**
   * Lets a payload live on from now, by its member's clock.
   *
   * @return false if it is gone
   */
  boolean prolong(String generation, Duration life, Deadline deadline) {
    return ask(
        deadline,
        present ->
            lane.call(
                deadline,
                () ->
                    present.setTtl(entryKey(generation), life.toMillis(), TimeUnit.MILLISECONDS)));
  }

  /** Deletes what nobody reads any more. If that fails, it ends by its time-to-live. */
  void drop(String generation) {
    IMap<String, Object> present = map;
    if (present != null) {
      drop(present, generation);
    }
  }

  private void drop(IMap<String, Object> present, String generation) {
    try {
      present.deleteAsync(entryKey(generation));
    } catch (RuntimeException e) {
      LOG.debug("{}: the payload {} was not deleted", source, generation, e);
    }
  }

  /**
   * Changes the head in one conditional step.
   *
   * @param wait how long to wait while another is inside
   * @return the head afterwards; empty if another was inside
   */
  Optional<Head> change(Duration wait, Deadline deadline, Decision decision) {
    return ask(
        deadline, present -> lane.call(deadline, () -> change(present, wait, deadline, decision)));
  }

  private Optional<Head> change(
      IMap<String, Object> present, Duration wait, Deadline deadline, Decision decision)
      throws Exception {
    Mutex lock = knownMutex(present);
    OptionalLong fence = lock.enter(wait);
    if (fence.isEmpty()) {
      return Optional.empty();
    }
    Head before;
    Optional<Head> wanted;
    try {
      do {
        if (deadline.hasPassed()) {
          throw new TimeoutException("the deadline passed in the middle");
        }
        before = Head.of(present.get(headKey()));
        wanted = decision.next(before, fence.getAsLong());
      } while (wanted.isPresent() && !swap(present, before.stored(), wanted.get().text()));
    } finally {
      lock.leave();
    }
    Head after = wanted.orElse(before);
    before
        .entry()
        .map(Head.Stored::generation)
        .filter(generation -> !after.names(generation))
        .ifPresent(generation -> drop(present, generation));
    return Optional.of(after);
  }

  private boolean swap(IMap<String, Object> present, @Nullable Object seen, String text) {
    return seen == null
        ? present.putIfAbsent(headKey(), text) == null
        : present.replace(headKey(), seen, text);
  }

  private Mutex knownMutex(IMap<String, Object> present) {
    Mutex known = mutex;
    HazelcastInstance current = instance;
    if (known == null && current != null && mutexes.isPresent()) {
      known = mutexes.get().find(current, present, headKey());
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
    ask(deadline, present -> lane.call(deadline, () -> knownMutex(present)));
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
          return await(present.getAsync(headKey()), deadline) == null;
        });
  }

  private <T> T ask(Deadline deadline, Question<T> question) {
    Mutex known = mutex;
    if (known != null && known.isUntidy()) {
      lane.offer(known::tidy);
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
      present = lane.call(deadline, () -> current.getMap(mapName));
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
      throw e.getCause() instanceof Exception cause ? cause : e;
    } catch (TimeoutException e) {
      throw new TimeoutException("no answer before the deadline");
    }
  }

  /** What a client needs; of both locks what they need while it is not known which there is. */
  String rights(Role role) {
    if (role == Role.READER) {
      return ClientPermissions.ofReader(mapName);
    }
    Mutex known = mutex;
    return ClientPermissions.ofWorker(
        mapName,
        Optional.of(Mutexes.fencedLock(mapName, headKey()))
            .filter(name -> !(known instanceof MapMutex)),
        !(known instanceof FencedMutex));
  }

  private String headKey() {
    return serviceKey + "/head";
  }

  private String entryKey(String generation) {
    return serviceKey + "/entry/" + generation;
  }

  void close() {
    lane.close();
    source.close();
  }

  @Override
  public String toString() {
    Mutex known = mutex;
    String lock = mutexes.isEmpty() ? "read only" : "lock not known yet";
    return source + ", map " + mapName + ", " + (known == null ? lock : known);
  }
}
