package io.flagcache.core;

import io.flagcache.Deadline;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.ElectionState.Leading;
import io.flagcache.core.EntryCodec.Document;
import io.flagcache.core.FlagCacheEvent.Published;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.FlagCacheStore;
import java.time.Duration;
import java.util.Optional;

/** Stores documents, and finds out whether they were stored when the answer is lost. */
final class EntryWriter {

  private final FlagCacheStore store;
  private final OutageDetector outages;
  private final EntryCodec codec;
  private final LastKnownDefinitions lastKnown;
  private final String owner;
  private final Duration entryTtl;
  private final FlagCacheListener listener;

  EntryWriter(
      FlagCacheStore store,
      OutageDetector outages,
      EntryCodec codec,
      LastKnownDefinitions lastKnown,
      String owner,
      Duration entryTtl,
      FlagCacheListener listener) {
    this.store = store;
    this.outages = outages;
    this.codec = codec;
    this.lastKnown = lastKnown;
    this.owner = owner;
    this.entryTtl = entryTtl;
    this.listener = listener;
  }

  /**
   * Stores what the leader has just received.
   *
   * @return false if the store refused it, since another leads
   */
  boolean publish(Leading leading, FlagDefinitionCacheData data, Duration age, Deadline deadline)
      throws Exception {
    Document document = codec.document(data);
    Leadership leadership = leading.leadership();
    EntryStamp stamp = leadership.nextStamp(document.hash());
    FetchEpoch fetched = leading.confirmed() ? FetchEpoch.of(stamp) : FetchEpoch.UNKNOWN;
    EntryStamp stored = leadership.stored();
    if (stored != null && stored.hash().equals(document.hash())) {
      leadership.published(stored);
      lastKnown.receivedAndStored(data, fetched, stored, age);
      return true;
    }
    lastKnown.received(data, fetched, age);
    // If the store takes it, nobody has led since it was fetched, whatever was known of the lease.
    Entry entry = codec.encode(stamp, FetchEpoch.of(stamp), document, age);
    boolean done = store(leadership, entry, deadline);
    if (done) {
      lastKnown.receivedAndStored(data, FetchEpoch.of(stamp), stamp, age);
      reportPublished(entry, document);
    }
    return done;
  }

  /**
   * Stores again what the leader remembers.
   *
   * @return false if the store refused it, since another leads
   */
  boolean republish(Leadership leadership, LastKnownDefinitions.Document own, Deadline deadline)
      throws Exception {
    Document document = codec.document(own.data());
    EntryStamp stamp = leadership.nextStamp(document.hash());
    Duration age = lastKnown.ageOf(own.origin());
    Entry entry = codec.encode(stamp, own.origin().fetched(), document, age);
    boolean done = store(leadership, entry, deadline);
    if (done) {
      lastKnown.republished(own, stamp);
    }
    return done;
  }

  /**
   * Stores again what a worker remembers that does not lead, if the cache is empty.
   *
   * @return the stamp under which it is stored; empty if there is another entry by now
   */
  Optional<EntryStamp> republishIfAbsent(
      long epoch, LastKnownDefinitions.Document own, Deadline deadline) throws Exception {
    Document document = codec.document(own.data());
    EntryStamp stamp = new EntryStamp(epoch, 0, document.hash());
    Duration age = lastKnown.ageOf(own.origin());
    Entry entry = codec.encode(stamp, own.origin().fetched(), document, age);
    if (!storedIfAbsent(entry, deadline)) {
      return Optional.empty();
    }
    lastKnown.republished(own, stamp);
    return Optional.of(stamp);
  }

  private boolean store(Leadership leadership, Entry entry, Deadline deadline) throws Exception {
    boolean stored =
        readBackIfLost(
            StoreOperation.PUBLISH,
            entry.stamp(),
            deadline,
            () -> store.publish(owner, entry, entryTtl, deadline)); // P2, P3, P10
    if (stored) {
      leadership.published(entry.stamp());
    }
    return stored;
  }

  /** Stores what a worker received that does not lead, if the cache is empty. */
  void publishIfAbsent(long epoch, FlagDefinitionCacheData data, Duration age, Deadline deadline)
      throws Exception {
    Document document = codec.document(data);
    lastKnown.received(data, FetchEpoch.UNKNOWN, age);
    Optional<EntryStamp> present = outages.ask(StoreOperation.STAMP, () -> store.stamp(deadline));
    if (present.isPresent()) { // P4
      if (present.get().hash().equals(document.hash())) {
        lastKnown.receivedAndStored(data, FetchEpoch.UNKNOWN, present.get(), age);
      }
      return;
    }
    EntryStamp stamp = new EntryStamp(epoch, 0, document.hash());
    Entry entry = codec.encode(stamp, FetchEpoch.UNKNOWN, document, age);
    if (storedIfAbsent(entry, deadline)) {
      lastKnown.receivedAndStored(data, FetchEpoch.UNKNOWN, stamp, age);
      reportPublished(entry, document);
    }
  }

  private boolean storedIfAbsent(Entry entry, Deadline deadline) throws Exception {
    return readBackIfLost(
        StoreOperation.PUBLISH_IF_ABSENT,
        entry.stamp(),
        deadline,
        () -> store.publishIfAbsent(entry, entryTtl, deadline));
  }

  private boolean readBackIfLost(
      StoreOperation operation,
      EntryStamp stamp,
      Deadline deadline,
      OutageDetector.Question<Boolean> write)
      throws Exception {
    try {
      return outages.ask(operation, write);
    } catch (Exception e) {
      try {
        if (outages
            .ask(StoreOperation.STAMP, () -> store.stamp(deadline))
            .filter(stamp::equals)
            .isPresent()) {
          return true; // F5
        }
      } catch (Exception alsoLost) {
        e.addSuppressed(alsoLost);
      }
      throw e;
    }
  }

  private void reportPublished(Entry entry, Document document) {
    listener.on(new Published(entry.stamp(), document.json().length, entry.payload().length));
  }
}
