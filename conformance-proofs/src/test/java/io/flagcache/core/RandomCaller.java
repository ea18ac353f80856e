package io.flagcache.core;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.conformance.history.WorkerEvent.Asked;
import io.flagcache.conformance.history.WorkerEvent.AskedInVain;
import io.flagcache.conformance.history.WorkerEvent.CallEnded;
import io.flagcache.conformance.history.WorkerEvent.Elected;
import io.flagcache.conformance.history.WorkerEvent.Fetched;
import io.flagcache.conformance.history.WorkerEvent.NotElected;
import io.flagcache.conformance.history.WorkerEvent.PublishRejected;
import io.flagcache.conformance.history.WorkerEvent.Read;
import io.flagcache.conformance.history.WorkerEvent.ReadFailed;
import io.flagcache.conformance.history.WorkerEvent.ReadNothing;
import io.flagcache.conformance.history.WorkerEvent.Received;
import io.flagcache.conformance.history.WorkerEvent.Unchanged;
import io.flagcache.core.FlagCacheEvent.BecameLeader;
import io.flagcache.core.FlagCacheEvent.PublishRefused;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Behaves as PostHog's SDKs do around one worker of a {@link RandomHistory}, and tells of it. */
final class RandomCaller {

  final String name;
  final ProfiledStore store;
  final EngineWorker worker;

  /** On the clock of the history. */
  long nextPoll;

  private final RandomHistory history;
  private final boolean publishesEmergencyFetch;
  private final boolean keepsItsETag;
  private boolean hasDefinitions;
  private long epoch;

  /** The document that the SDK's ETag names; 0 if it has none. */
  private int eTag;

  /** What it fetched and has not handed over yet; 0 if there is nothing. */
  private int inHand;

  /**
   * Makes a worker.
   *
   * @param publishesEmergencyFetch some SDKs keep to themselves what they fetched without leading
   * @param keepsItsETag some SDKs forget it when they read
   */
  RandomCaller(
      String name,
      ProfiledStore store,
      RandomHistory history,
      boolean publishesEmergencyFetch,
      boolean keepsItsETag) {
    this.name = name;
    this.store = store;
    this.history = history;
    this.worker = history.engine(store, name, this::happened);
    this.publishesEmergencyFetch = publishesEmergencyFetch;
    this.keepsItsETag = keepsItsETag;
  }

  private void happened(FlagCacheEvent event) {
    if (event instanceof BecameLeader e) {
      epoch = e.epoch();
      // What fails after this leaves the lease with this worker.
      history.add(new Elected(history.now(), name, OptionalLong.of(epoch)));
    } else if (event instanceof PublishRefused) {
      history.add(new PublishRejected(history.now(), name));
    }
  }

  void poll(boolean handsOverLate) {
    handOver();
    history.add(new Asked(history.now(), name));
    boolean elected;
    try {
      elected = worker.shouldFetch();
    } catch (Exception outage) {
      history.look();
      history.add(new AskedInVain(history.now(), name, String.valueOf(outage.getMessage())));
      fetch(true, handsOverLate);
      return;
    }
    history.look();
    if (elected) {
      history.add(new Elected(history.now(), name, OptionalLong.of(epoch)));
      fetch(true, handsOverLate);
    } else {
      history.add(new NotElected(history.now(), name));
      read();
    }
  }

  private void read() {
    history.look();
    Duration asked = history.now();
    Optional<FlagDefinitionCacheData> data;
    try {
      data = worker.get();
    } catch (Exception outage) {
      history.add(new ReadFailed(history.now(), name));
      fetch(false, false);
      return;
    }
    if (data.isPresent()) {
      hasDefinitions = true;
      history.add(new Read(history.now(), name, RandomHistory.contentOf(data.get())));
      eTag = keepsItsETag ? eTag : 0;
    } else {
      history.add(new ReadNothing(history.now(), name, history.now().minus(asked)));
      if (!hasDefinitions) {
        fetch(publishesEmergencyFetch, false);
      }
    }
  }

  private void fetch(boolean publishes, boolean handsOverLate) {
    RandomApi api = history.api();
    if (api.isFailing()) {
      eTag = 0;
    } else if (eTag == api.content()) {
      history.add(new Unchanged(history.now(), name));
    } else {
      eTag = api.content();
      history.add(new Fetched(history.now(), name, eTag));
      if (publishes) {
        inHand = eTag;
        hasDefinitions = true;
        if (!handsOverLate) {
          handOver();
        }
      }
    }
  }

  /** Hands over what it has in hand, if anything. */
  void handOver() {
    if (inHand == 0) {
      return;
    }
    int content = inHand;
    inHand = 0;
    Duration begin = history.now();
    history.add(new Received(begin, name, content));
    try {
      worker.received(RandomHistory.document(content));
    } catch (Exception outage) {
      // Logged by the SDK; the flags stay in memory.
    }
    history.look();
    history.add(new CallEnded(history.now(), name, history.now().minus(begin)));
  }

  /** Reads, whether it leads or not: everybody has something in the end. */
  void look() throws Exception {
    history.look();
    int content = RandomHistory.contentOf(worker.get().orElseThrow());
    history.add(new Read(history.now(), name, content));
  }
}
