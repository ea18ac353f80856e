package io.flagcache.core;

import io.flagcache.Deadline;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.ScriptedStore.Ages;
import io.flagcache.core.memory.InMemoryBackend;
import io.flagcache.core.memory.InMemoryFlagCache;
import io.flagcache.core.store.PayloadFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Engines over one backend, on one clock that the test moves. Polls every 30 s, leases of 90 s. */
final class Fleet {

  static final Duration POLL = Duration.ofSeconds(30);
  static final Duration LEASE = Duration.ofSeconds(90);

  final FakeClock clock = new FakeClock();
  final InMemoryBackend backend = new InMemoryBackend(clock);
  private final Ages ages;
  private final PayloadFormat format;
  private int workers;

  Fleet() {
    this(Ages.EXACT);
  }

  /** Over a store that tells the ages of entries in its own way. */
  Fleet(Ages ages) {
    this(ages, PayloadFormat.FRAMED);
  }

  Fleet(Ages ages, PayloadFormat format) {
    this.ages = ages;
    this.format = format;
  }

  static FlagDefinitionCacheData version(int version) {
    return FlagDefinitionCacheData.of(
        Map.of("flags", List.of(Map.of("key", "checkout", "version", version))));
  }

  Worker worker() {
    return worker(builder -> {});
  }

  Worker worker(Consumer<InMemoryFlagCache.Builder> settings) {
    InMemoryFlagCache.Builder builder = InMemoryFlagCache.builder(backend).serviceKey("fleet");
    settings.accept(builder);
    workers++;
    return new Worker("worker-" + workers, ((FlagCacheBuilder<?>) builder).settings());
  }

  /** A worker that has had its warm start behind it and has read what there is. */
  Worker settledWorker() throws Exception {
    Worker worker = worker();
    worker.shouldFetch();
    worker.get();
    worker.takeEvents();
    worker.store.takeCalls();
    return worker;
  }

  /** A leader that has published a version. */
  Worker leaderOf(int version) throws Exception {
    Worker leader = worker();
    if (!leader.shouldFetch()) {
      throw new IllegalStateException("another worker leads already");
    }
    leader.received(version);
    leader.takeEvents();
    leader.store.takeCalls();
    return leader;
  }

  final class Worker {

    final ScriptedStore store;
    final Engine engine;
    private final List<FlagCacheEvent> events = new ArrayList<>();
    private Lookup lastLookup = Lookup.NOTHING;

    private Worker(String owner, FlagCacheSettings settings) {
      store = new ScriptedStore(backend.store(settings.serviceKey()), ages, format);
      engine = new Engine(settings, store, owner, clock, events::add);
    }

    /** A decision with the work that the provider does right after it. */
    boolean shouldFetch() throws Exception {
      Decision decision = engine.poll(deadline());
      if (decision.republishes()) {
        engine.republish(deadline());
      }
      return decision.fetches();
    }

    Optional<FlagDefinitionCacheData> get() throws Exception {
      lastLookup = engine.get(deadline());
      return lastLookup.data();
    }

    /** Whether the last read found nothing and is to be tried again. */
    boolean awaitsFirstPublish() {
      return lastLookup.again();
    }

    /** One poll that fetches nothing: the decision, and the read that follows a no. */
    Optional<FlagDefinitionCacheData> poll() throws Exception {
      return shouldFetch() ? Optional.empty() : get();
    }

    void received(int version) throws Exception {
      engine.received(version(version), deadline());
    }

    void close() throws Exception {
      engine.close(deadline());
    }

    List<FlagCacheEvent> takeEvents() {
      List<FlagCacheEvent> taken = List.copyOf(events);
      events.clear();
      return taken;
    }

    private Deadline deadline() {
      return Deadline.after(Duration.ofSeconds(2), clock);
    }
  }
}
