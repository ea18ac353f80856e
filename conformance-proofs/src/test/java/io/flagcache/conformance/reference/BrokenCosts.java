package io.flagcache.conformance.reference;

import io.flagcache.Deadline;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.conformance.WorkerSettings;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.ReadAnswer;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** Workers and stores that do what is right, and move or ask for more than that takes. */
final class BrokenCosts {

  private BrokenCosts() {}

  static final class LooksBeforeReading extends ReferenceProvider {
    LooksBeforeReading(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected Optional<FlagDefinitionCacheData> get(Deadline deadline) throws Exception {
      try {
        backend().stamp(settings().serviceKey(), deadline);
      } catch (IOException e) {
        // What an outage means is decided by the read itself.
      }
      return super.get(deadline);
    }
  }

  /** As a copy that is thrown away now and then. */
  static final class DecodesEachThird extends ReferenceProvider {
    private int reads;

    DecodesEachThird(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected Optional<FlagDefinitionCacheData> get(Deadline deadline) throws Exception {
      reads++;
      return super.get(deadline)
          .map(data -> reads % 3 == 0 ? FlagDefinitionCacheData.of(data.document()) : data);
    }
  }

  /** Refuses what is too long, and reads it once more, to tell how long it is. */
  static final class MeasuresByReading extends ReferenceProvider {
    MeasuresByReading(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected Optional<FlagDefinitionCacheData> decode(StoredEntry entry) {
      if (entry.isCut()) {
        try {
          Deadline soon = Deadline.after(Duration.ofSeconds(1));
          backend().read(settings().serviceKey(), null, Integer.MAX_VALUE, soon);
        } catch (IOException e) {
          return Optional.empty();
        }
      }
      return super.decode(entry);
    }
  }

  static final class FindsEachSecondTime extends ReferenceStore {
    private int reads;

    FindsEachSecondTime(ReferenceBackend backend, String key) {
      super(backend, key);
    }

    @Override
    public ReadAnswer read(Optional<EntryStamp> known, Deadline deadline) throws IOException {
      reads++;
      return super.read(reads % 2 == 0 ? Optional.empty() : known, deadline);
    }
  }

  /** Judges the length of what has come. */
  static final class CutsWhatItHas extends ReferenceStore {
    private int limit;

    CutsWhatItHas(ReferenceBackend backend, String key) {
      super(backend, key);
    }

    @Override
    ReferenceStore reading(int bytes) {
      limit = bytes;
      return this;
    }

    @Override
    public ReadAnswer read(Optional<EntryStamp> known, Deadline deadline) throws IOException {
      return super.read(known, deadline) instanceof ReadAnswer.Found found
              && found.entry().payload().length > limit
          ? new ReadAnswer.TooLong(
              found.entry().stamp(), limit, Arrays.copyOf(found.entry().payload(), limit))
          : super.read(known, deadline);
    }
  }
}
