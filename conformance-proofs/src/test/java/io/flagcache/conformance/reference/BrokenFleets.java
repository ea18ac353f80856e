package io.flagcache.conformance.reference;

import io.flagcache.Deadline;
import io.flagcache.conformance.reference.StoredEntry.Stamp;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Providers that are wrong in what a simulated fleet shows, whatever else shows it. */
final class BrokenFleets {

  static final List<Broken<ReferenceFixture>> ALL =
      List.of(
          backend("leases are three times too long", BrokenTimes.LongLeases::new),
          backend("leases are too long by half", LongerLeases::new),
          backend("leases are half as long", BrokenTimes.HalfLeases::new),
          backend("a take-over does not prolong the entry", BrokenTimes.TakeOversDoNotProlong::new),
          backend("a renewal does not prolong the entry", BrokenTimes.RenewalsDoNotProlong::new),
          backend("a take-over revives the entry", BrokenTimes.TakeOversRevive::new),
          backend("reading prolongs the entry", BrokenTimes.ReadingProlongs::new),
          backend("the first document is published again", PublishesTheFirstAgain::new),
          backend("an entry is known by its sequence", KnowsBySequence::new),
          backend("a publish compares the epoch alone", BrokenFences.PublishesForAnyOwner::new));

  private BrokenFleets() {}

  private static Broken<ReferenceFixture> backend(String name, Supplier<ReferenceBackend> backend) {
    return new Broken<>(
        name,
        () -> new ReferenceFixture(backend.get(), ReferenceProvider::new, new ManualTime()),
        Set.of());
  }

  static final class LongerLeases extends BrokenTimes.OtherLeases {
    @Override
    long end(Slot slot, long before, Duration lease) {
      return now() + lease.toNanos() * 3 / 2;
    }
  }

  /**
   * Stores what it was given first, when it has lost its data and is given its last entry again.
   */
  static final class PublishesTheFirstAgain extends ReferenceBackend {
    private StoredEntry first;
    private StoredEntry last;

    @Override
    boolean publish(String key, String owner, StoredEntry entry, Duration ttl, Deadline deadline)
        throws IOException {
      boolean again = last != null && last.stamp().hash().equals(entry.stamp().hash());
      StoredEntry stored = again ? first : entry;
      first = first == null ? entry : first;
      last = entry;
      Stamp stamp = entry.stamp();
      return super.publish(
          key,
          owner,
          StoredEntry.of(stamp.epoch(), stamp.sequence(), stored.json()),
          ttl,
          deadline);
    }
  }

  /** Tells a reader that it knows the entry if it knows one of that sequence. */
  static final class KnowsBySequence extends ReferenceBackend {
    @Override
    Optional<StoredEntry> read(String key, Stamp known, int maxBytes, Deadline deadline)
        throws IOException {
      Optional<StoredEntry> found = super.read(key, known, maxBytes, deadline);
      return found
          .filter(entry -> known != null && entry.stamp().sequence() == known.sequence())
          .map(entry -> new StoredEntry(known, new byte[0]))
          .or(() -> found);
    }
  }
}
