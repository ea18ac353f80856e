package io.flagcache.conformance.reference;

import io.flagcache.Deadline;
import io.flagcache.conformance.reference.StoredEntry.Stamp;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.ReadAnswer;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;

/** Backends and stores that take one entry for another, or change it. */
final class BrokenStamps {

  private BrokenStamps() {}

  /** Takes stamps for equal that are not. */
  abstract static class Confused extends ReferenceStore {
    private final BiPredicate<EntryStamp, EntryStamp> same;

    Confused(ReferenceBackend backend, String key, BiPredicate<EntryStamp, EntryStamp> same) {
      super(backend, key);
      this.same = same;
    }

    @Override
    public ReadAnswer read(Optional<EntryStamp> known, Deadline deadline) throws IOException {
      Optional<EntryStamp> stored = stamp(deadline);
      return super.read(
          stored.filter(stamp -> known.filter(k -> same.test(k, stamp)).isPresent()), deadline);
    }
  }

  static final class KnowsBySequence extends Confused {
    KnowsBySequence(ReferenceBackend backend, String key) {
      super(backend, key, (known, stored) -> known.sequence() == stored.sequence());
    }
  }

  static final class KnowsByHash extends Confused {
    KnowsByHash(ReferenceBackend backend, String key) {
      super(backend, key, (known, stored) -> known.hash().equals(stored.hash()));
    }
  }

  static final class KnowsWithoutHash extends Confused {
    KnowsWithoutHash(ReferenceBackend backend, String key) {
      super(
          backend,
          key,
          (known, stored) ->
              known.epoch() == stored.epoch() && known.sequence() == stored.sequence());
    }
  }

  static final class KnowsByTheStartOfTheHash extends Confused {
    KnowsByTheStartOfTheHash(ReferenceBackend backend, String key) {
      super(backend, key, (known, stored) -> known.toString().equals(stored.toString()));
    }
  }

  /** Takes what is newer than the entry for the entry. */
  static final class KnowsWhatIsNewer extends Confused {
    KnowsWhatIsNewer(ReferenceBackend backend, String key) {
      super(
          backend,
          key,
          (known, stored) ->
              known.epoch() >= stored.epoch() && known.sequence() >= stored.sequence());
    }
  }

  /** Discards by a comparison of its own. */
  abstract static class Discarding extends ReferenceBackend {
    abstract boolean same(Stamp stored, Stamp meant);

    @Override
    void discard(String key, Stamp meant, Deadline deadline) throws IOException {
      exchange(
          deadline,
          true,
          () -> {
            Slot slot = slot(key);
            if (stampOf(slot).filter(stored -> same(stored, meant)).isPresent()) {
              slot.entry = null;
            }
            return true;
          });
    }
  }

  static final class DiscardsWithoutHash extends Discarding {
    @Override
    boolean same(Stamp stored, Stamp meant) {
      return stored.epoch() == meant.epoch() && stored.sequence() == meant.sequence();
    }
  }

  static final class DiscardsWithoutEpoch extends Discarding {
    @Override
    boolean same(Stamp stored, Stamp meant) {
      return stored.sequence() == meant.sequence() && stored.hash().equals(meant.hash());
    }
  }

  static final class DiscardsTheLease extends ReferenceBackend {
    @Override
    void discard(String key, Stamp meant, Deadline deadline) throws IOException {
      boolean present = stamp(key, deadline).filter(meant::equals).isPresent();
      super.discard(key, meant, deadline);
      if (present) {
        changeSlot(key, slot -> slot.owner = null);
      }
    }
  }

  static final class ReleasesTheEntry extends ReferenceBackend {
    @Override
    void release(String key, String owner, long epoch, Deadline deadline) throws IOException {
      super.release(key, owner, epoch, deadline);
      changeSlot(key, slot -> slot.entry = slot.owner == null ? null : slot.entry);
    }
  }

  /** Saves the write of what seems to be there. */
  static final class StoresNoHashTwice extends ReferenceBackend {
    @Override
    boolean publish(String key, String owner, StoredEntry entry, Duration ttl, Deadline deadline)
        throws IOException {
      return stamp(key, deadline)
              .filter(stored -> stored.hash().equals(entry.stamp().hash()))
              .map(stored -> true)
              .orElse(false)
          || super.publish(key, owner, entry, ttl, deadline);
    }
  }

  static final class WantsGrowingSequences extends ReferenceBackend {
    @Override
    protected boolean mayPublish(Slot slot, String owner, StoredEntry entry) {
      return super.mayPublish(slot, owner, entry)
          && stampOf(slot).filter(stored -> stored.sequence() > entry.stamp().sequence()).isEmpty();
    }
  }

  static final class FillsWhenNobodyLeads extends ReferenceBackend {
    @Override
    boolean fill(String key, StoredEntry entry, Duration ttl, Deadline deadline)
        throws IOException {
      return !isLed(key) && super.fill(key, entry, ttl, deadline);
    }

    private synchronized boolean isLed(String key) {
      return slot(key).owner != null;
    }
  }

  /** Changes what is handed over before it is stored. */
  abstract static class Changing extends ReferenceBackend {
    abstract StoredEntry changed(StoredEntry entry);

    @Override
    final boolean publish(
        String key, String owner, StoredEntry entry, Duration ttl, Deadline deadline)
        throws IOException {
      return super.publish(key, owner, changed(entry), ttl, deadline);
    }
  }

  static final class TrimsPayloads extends Changing {
    @Override
    StoredEntry changed(StoredEntry entry) {
      int end = entry.json().length;
      while (end > 1 && entry.json()[end - 1] == 0) {
        end--;
      }
      return entry.withJson(Arrays.copyOf(entry.json(), end));
    }
  }

  /** Names other stamps in its lease answers. */
  abstract static class Naming extends ReferenceBackend {
    private final UnaryOperator<Lease> told;

    Naming(UnaryOperator<Lease> told) {
      this.told = told;
    }

    @Override
    Lease acquire(
        String key, String owner, Duration lease, Duration ttl, Duration skew, Deadline deadline)
        throws IOException {
      return told.apply(super.acquire(key, owner, lease, ttl, skew, deadline));
    }
  }

  static final class NamesTheEpochOfTheLease extends Naming {
    NamesTheEpochOfTheLease() {
      super(
          lease ->
              new Lease(
                  lease.held(),
                  lease.epoch(),
                  lease
                      .entry()
                      .map(stamp -> new Stamp(lease.epoch(), stamp.sequence(), stamp.hash()))));
    }
  }

  static final class NamesNothingToTheHolder extends Naming {
    NamesNothingToTheHolder() {
      super(lease -> lease.held() ? new Lease(true, lease.epoch(), Optional.empty()) : lease);
    }
  }

  /** Tells ages that are not those of the entry. */
  abstract static class OtherAges extends ReferenceStore {
    OtherAges(ReferenceBackend backend, String key) {
      super(backend, key);
    }

    abstract Duration age(ReferenceBackend.Slot slot);

    @Override
    public ReadAnswer read(Optional<EntryStamp> known, Deadline deadline) throws IOException {
      ReadAnswer answer = super.read(known, deadline);
      return answer instanceof ReadAnswer.Found found
          ? new ReadAnswer.Found(
              found.entry(), Optional.of(backend.inspect(key, this::age, deadline)))
          : answer;
    }
  }

  static final class AgeSinceTheRenewal extends OtherAges {
    AgeSinceTheRenewal(ReferenceBackend backend, String key) {
      super(backend, key);
    }

    @Override
    Duration age(ReferenceBackend.Slot slot) {
      return Duration.ofNanos(backend.clock().getAsLong() - slot.entryTouched);
    }
  }

  static final class AlwaysNew extends OtherAges {
    AlwaysNew(ReferenceBackend backend, String key) {
      super(backend, key);
    }

    @Override
    Duration age(ReferenceBackend.Slot slot) {
      return Duration.ZERO;
    }
  }

  /** Believes what it has heard, when it hears nothing. */
  static final class KnowsInAnOutage extends ReferenceStore {
    private Optional<EntryStamp> last = Optional.empty();

    KnowsInAnOutage(ReferenceBackend backend, String key) {
      super(backend, key);
    }

    @Override
    public ReadAnswer read(Optional<EntryStamp> known, Deadline deadline) throws IOException {
      try {
        return super.read(known, deadline);
      } catch (IOException e) {
        if (known.isPresent()) {
          return new ReadAnswer.Unchanged();
        }
        throw e;
      }
    }
  }
}
