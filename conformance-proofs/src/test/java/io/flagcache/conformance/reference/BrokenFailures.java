package io.flagcache.conformance.reference;

import io.flagcache.Deadline;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.conformance.WorkerSettings;
import io.flagcache.conformance.reference.StoredEntry.Stamp;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Providers that each go wrong in an outage, or when an answer is lost. */
final class BrokenFailures {

  private BrokenFailures() {}

  static final class HoldsFor extends ReferenceProvider {
    private final int numerator;

    HoldsFor(int halves, ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
      this.numerator = halves;
    }

    @Override
    protected Duration holdLimit() {
      return super.holdLimit().multipliedBy(numerator).dividedBy(2);
    }
  }

  /** Keeps the document that it read first. */
  static final class HoldsTheFirst extends ReferenceProvider {
    private FlagDefinitionCacheData first;

    HoldsTheFirst(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected void received(FlagDefinitionCacheData data, Deadline deadline) throws Exception {
      first = first == null ? data : first;
      super.received(data, deadline);
    }

    @Override
    protected Optional<FlagDefinitionCacheData> get(Deadline deadline) throws Exception {
      return backend().isCut() && first != null
          ? super.get(deadline).map(last -> first)
          : super.get(deadline);
    }
  }

  static final class ReadsNoneInOutages extends ReferenceProvider {
    ReadsNoneInOutages(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected Optional<FlagDefinitionCacheData> get(Deadline deadline) throws Exception {
      try {
        return super.get(deadline);
      } catch (IOException e) {
        return Optional.empty();
      }
    }
  }

  /** Means to publish later. */
  static final class SaysThatItPublished extends ReferenceProvider {
    SaysThatItPublished(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected void received(FlagDefinitionCacheData data, Deadline deadline) throws Exception {
      try {
        super.received(data, deadline);
      } catch (IOException e) {
        if (!leads()) {
          throw e;
        }
      }
    }
  }

  static final class ReturnsNull extends ReferenceProvider {
    ReturnsNull(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    public CompletableFuture<Optional<FlagDefinitionCacheData>> getFlagDefinitions() {
      return backend().isCut() ? null : super.getFlagDefinitions();
    }
  }

  /** Does not get to its release when what it writes before is not answered. */
  static final class TidiesBeforeItLeaves extends ReferenceProvider {
    TidiesBeforeItLeaves(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected void release(long epoch, Deadline deadline) throws IOException {
      Stamp gone = new Stamp(-1, -1, "gone");
      backend().discard(settings().serviceKey(), gone, deadline);
      super.release(epoch, deadline);
    }
  }

  /** Takes a question that failed for one that was answered by no. */
  static final class TakesSilenceForNo extends ReferenceProvider {
    TakesSilenceForNo(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected boolean shouldFetch(Deadline deadline) throws Exception {
      try {
        return super.shouldFetch(deadline);
      } catch (IOException e) {
        stopLeading();
        throw e;
      }
    }
  }
}
