package io.flagcache.core;

import io.flagcache.Deadline;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.EntryCodec.Document;
import io.flagcache.core.FlagCacheEvent.Published;
import java.time.Duration;
import java.util.Optional;

/** Stores documents, and finds out whether they were stored when the answer is lost. */
final class EntryWriter {

  private final FlagCacheStore store;
  private final Backend backend;
  private final EntryCodec codec;
  private final Memory memory;
  private final String owner;
  private final Duration entryTtl;
  private final FlagCacheListener listener;

  EntryWriter(
      FlagCacheStore store,
      Backend backend,
      EntryCodec codec,
      Memory memory,
      String owner,
      Duration entryTtl,
      FlagCacheListener listener) {
    this.store = store;
    this.backend = backend;
    this.codec = codec;
    this.memory = memory;
    this.owner = owner;
    this.entryTtl = entryTtl;
    this.listener = listener;
  }

  /**
   * Stores what the leader has just received.
   *
   * @return false if the store refused it, since another leads
   */
  boolean publish(Term term, FlagDefinitionCacheData data, Duration age, Deadline deadline)
      throws Exception {
    Document document = codec.document(data);
    EntryStamp stored = term.stored();
    if (stored != null && stored.hash().equals(document.hash())) {
      term.published(stored);
      memory.stored(data, stored, age);
      return true;
    }
    memory.receivedUnstored(data, age);
    Entry entry = codec.encode(term.nextStamp(document.hash()), document, age);
    boolean done = store(term, data, entry, age, deadline);
    if (done) {
      reportPublished(entry, document);
    }
    return done;
  }

  /**
   * Stores again what the leader remembers.
   *
   * @return false if the store refused it, since another leads
   */
  boolean republish(Term term, Memory.Snapshot own, Deadline deadline) throws Exception {
    Document document = codec.document(own.data());
    Duration age = memory.ageOf(own);
    Entry entry = codec.encode(term.nextStamp(document.hash()), document, age);
    return store(term, own.data(), entry, age, deadline);
  }

  private boolean store(
      Term term, FlagDefinitionCacheData data, Entry entry, Duration age, Deadline deadline)
      throws Exception {
    boolean stored =
        readBackIfLost(
            StoreOperation.PUBLISH,
            entry.stamp(),
            deadline,
            () -> store.publish(owner, entry, entryTtl, deadline));
    if (stored) {
      term.published(entry.stamp());
      memory.stored(data, entry.stamp(), age);
    }
    return stored;
  }

  /** Stores what a worker received that does not lead, if the cache is empty. */
  void fill(long epoch, FlagDefinitionCacheData data, Duration age, Deadline deadline)
      throws Exception {
    Document document = codec.document(data);
    memory.receivedUnstored(data, age);
    Optional<EntryStamp> present = backend.ask(StoreOperation.STAMP, () -> store.stamp(deadline));
    if (present.isPresent()) {
      if (present.get().hash().equals(document.hash())) {
        memory.stored(data, present.get(), age);
      }
      return;
    }
    EntryStamp stamp = new EntryStamp(epoch, 0, document.hash());
    Entry entry = codec.encode(stamp, document, age);
    if (readBackIfLost(
        StoreOperation.FILL, stamp, deadline, () -> store.fill(entry, entryTtl, deadline))) {
      memory.stored(data, stamp, age);
      reportPublished(entry, document);
    }
  }

  private boolean readBackIfLost(
      StoreOperation operation,
      EntryStamp stamp,
      Deadline deadline,
      Backend.Question<Boolean> write)
      throws Exception {
    try {
      return backend.ask(operation, write);
    } catch (Exception e) {
      try {
        if (backend
            .ask(StoreOperation.STAMP, () -> store.stamp(deadline))
            .filter(stamp::equals)
            .isPresent()) {
          return true;
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
