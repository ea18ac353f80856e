package io.flagcache.conformance.reference;

import io.flagcache.Deadline;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.conformance.WorkerSettings;
import io.flagcache.conformance.reference.StoredEntry.Stamp;
import io.flagcache.core.FlagDefinitionJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Providers that each start, or read, in a wrong way, and leaders that poll at a cost. */
final class BrokenStarts {

  private BrokenStarts() {}

  /** Looks once, when the wait is over. */
  static final class LooksAtTheEnd extends ReferenceProvider {
    LooksAtTheEnd(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    public CompletableFuture<Optional<FlagDefinitionCacheData>> getFlagDefinitions() {
      if (!awaitsFirst()) {
        return super.getFlagDefinitions();
      }
      CompletableFuture<Optional<FlagDefinitionCacheData>> stage = new CompletableFuture<>();
      CompletableFuture.delayedExecutor(coldWait().toMillis(), TimeUnit.MILLISECONDS)
          .execute(
              () ->
                  super.getFlagDefinitions()
                      .whenComplete(
                          (data, failure) -> {
                            if (failure == null) {
                              stage.complete(data);
                            } else {
                              stage.completeExceptionally(failure);
                            }
                          }));
      return stage;
    }
  }

  /** Does not wait for what was there once. */
  static final class WaitsOnlyForTheFirst extends ReferenceProvider {
    private boolean seen;

    WaitsOnlyForTheFirst(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected boolean startsWarm(Optional<Stamp> live) {
      seen = live.isPresent();
      return super.startsWarm(live);
    }

    @Override
    protected boolean waitsForAFirstDocument() {
      return !seen;
    }
  }

  static final class StartsWarmIfYoung extends ReferenceProvider {
    StartsWarmIfYoung(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected boolean startsWarm(Optional<Stamp> live) {
      boolean[] young = {false};
      backend()
          .changeSlot(
              settings().serviceKey(),
              slot ->
                  young[0] =
                      backend().clock().getAsLong() - slot.entryTouched
                          < settings().lease().toNanos());
      return live.isPresent() && young[0];
    }
  }

  static final class StartsWarmIfSomebodyLeads extends ReferenceProvider {
    StartsWarmIfSomebodyLeads(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected boolean startsWarm(Optional<Stamp> live) {
      boolean[] led = {false};
      backend().changeSlot(settings().serviceKey(), slot -> led[0] = slot.owner != null);
      return live.isPresent() && led[0];
    }
  }

  static final class StartsWarmTwice extends ReferenceProvider {
    private int noes;

    StartsWarmTwice(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected boolean startsWarm(Optional<Stamp> live) {
      noes = live.isPresent() ? 1 : 0;
      return super.startsWarm(live);
    }

    @Override
    protected boolean shouldFetch(Deadline deadline) throws Exception {
      return noes-- == 1 ? false : super.shouldFetch(deadline);
    }
  }

  static final class FillsAsReader extends ReferenceProvider {
    FillsAsReader(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected void received(FlagDefinitionCacheData data, Deadline deadline) throws Exception {
      if (settings().reader()) {
        StoredEntry entry = StoredEntry.of(0, 0, FlagDefinitionJson.write(data));
        backend().fill(settings().serviceKey(), entry, settings().entryTtl(), deadline);
      }
      super.received(data, deadline);
    }
  }

  /** As where whatever is read lives on. */
  static final class ProlongsAsReader extends ReferenceProvider {
    ProlongsAsReader(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected Optional<FlagDefinitionCacheData> get(Deadline deadline) throws Exception {
      if (settings().reader()) {
        backend()
            .changeSlot(
                settings().serviceKey(), slot -> backend().renewEntry(slot, settings().entryTtl()));
      }
      return super.get(deadline);
    }
  }

  static final class DiscardsAsReader extends ReferenceProvider {
    DiscardsAsReader(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected Optional<FlagDefinitionCacheData> decode(StoredEntry entry) {
      Optional<FlagDefinitionCacheData> data = super.decode(entry);
      if (data.isEmpty() && settings().reader()) {
        Deadline deadline = Deadline.after(settings().transferDeadline());
        try {
          backend().discard(settings().serviceKey(), entry.stamp(), deadline);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return data;
    }
  }

  static final class FetchesAsReaderInOutages extends ReferenceProvider {
    FetchesAsReaderInOutages(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected boolean shouldFetch(Deadline deadline) throws Exception {
      return settings().reader() ? backend().isCut() : super.shouldFetch(deadline);
    }
  }

  /** Looks at each poll whether the entry is still its own. */
  static final class ReadsAsLeader extends ReferenceProvider {
    ReadsAsLeader(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected boolean shouldFetch(Deadline deadline) throws Exception {
      boolean elected = super.shouldFetch(deadline);
      if (elected) {
        backend().read(settings().serviceKey(), null, Integer.MAX_VALUE, deadline);
      }
      return elected;
    }
  }

  /** Publishes at each poll what it published last. */
  static final class PublishesAtEachPoll extends ReferenceProvider {
    private FlagDefinitionCacheData published;

    PublishesAtEachPoll(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected void received(FlagDefinitionCacheData data, Deadline deadline) throws Exception {
      published = null;
      super.received(data, deadline);
      published = leads() ? data : null;
    }

    @Override
    protected boolean shouldFetch(Deadline deadline) throws Exception {
      boolean elected = super.shouldFetch(deadline);
      if (elected && published != null) {
        super.received(published, deadline);
      }
      return elected;
    }
  }

  static final class AsksSixTimesAsLeader extends ReferenceProvider {
    AsksSixTimesAsLeader(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected boolean shouldFetch(Deadline deadline) throws Exception {
      boolean elected = super.shouldFetch(deadline);
      for (int i = 0; elected && i < 5; i++) {
        backend().stamp(settings().serviceKey(), deadline);
      }
      return elected;
    }
  }
}
