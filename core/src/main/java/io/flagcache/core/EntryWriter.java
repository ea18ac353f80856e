package io.flagcache.core;

import io.flagcache.Deadline;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.EntryCodec.Document;
import io.flagcache.core.FlagCacheEvent.Published;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Stores documents, and finds out whether they were stored when the answer is lost. */
final class EntryWriter {

  private final FlagCacheStore store;
  private final Backend backend;
  private final EntryCodec codec;
  private final Memory memory;
  private final String owner;
  private final Duration entryTtl;
  private final Consumer<FlagCacheEvent> events;

  EntryWriter(
      FlagCacheStore store,
      Backend backend,
      EntryCodec codec,
      Memory memory,
      String owner,
      Duration entryTtl,
      Consumer<FlagCacheEvent> events) {
    this.store = store;
    this.backend = backend;
    this.codec = codec;
    this.memory = memory;
    this.owner = owner;
    this.entryTtl = entryTtl;
    this.events = events;
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
    return store(term, data, document, age, deadline);
  }

  /**
   * Stores again what the leader remembers.
   *
   * @return false if the store refused it, since another leads
   */
  boolean republish(Term term, Memory.Snapshot own, Deadline deadline) throws Exception {
    return store(term, own.data(), codec.document(own.data()), memory.ageOf(own), deadline);
  }

  private boolean store(
      Term term, FlagDefinitionCacheData data, Document document, Duration age, Deadline deadline)
      throws Exception {
    Entry entry = codec.encode(term.nextStamp(document.hash()), document, age);
    boolean stored =
        readBackIfLost(
            entry.stamp(), deadline, () -> store.publish(owner, entry, entryTtl, deadline));
    if (stored) {
      term.published(entry.stamp());
      memory.stored(data, entry.stamp(), age);
      reportPublished(entry, document);
    }
    return stored;
  }

  /** Stores what a worker received that does not lead, if the cache is empty. */
  void fill(long epoch, FlagDefinitionCacheData data, Duration age, Deadline deadline)
      throws Exception {
    Document document = codec.document(data);
    memory.receivedUnstored(data, age);
    Optional<EntryStamp> present = backend.ask(() -> store.stamp(deadline));
    if (present.isPresent()) {
      if (present.get().hash().equals(document.hash())) {
        memory.stored(data, present.get(), age);
      }
      return;
    }
    EntryStamp stamp = new EntryStamp(epoch, 0, document.hash());
    Entry entry = codec.encode(stamp, document, age);
    if (readBackIfLost(stamp, deadline, () -> store.fill(entry, entryTtl, deadline))) {
      memory.stored(data, stamp, age);
      reportPublished(entry, document);
    }
  }

  private boolean readBackIfLost(
      EntryStamp stamp, Deadline deadline, Backend.Question<Boolean> write) throws Exception {
    try {
      return backend.ask(write);
    } catch (Exception e) {
      try {
        if (backend.ask(() -> store.stamp(deadline)).filter(stamp::equals).isPresent()) {
          return true;
        }
      } catch (Exception alsoLost) {
        e.addSuppressed(alsoLost);
      }
      throw e;
    }
  }

  private void reportPublished(Entry entry, Document document) {
    events.accept(new Published(entry.stamp(), document.json().length, entry.payload().length));
  }
}
