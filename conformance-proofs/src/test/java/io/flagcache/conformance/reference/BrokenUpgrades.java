package io.flagcache.conformance.reference;

import io.flagcache.Deadline;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.conformance.WorkerSettings;
import io.flagcache.conformance.reference.StoredEntry.Stamp;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Workers of another version, which do not get on with those of this one. */
final class BrokenUpgrades {

  private BrokenUpgrades() {}

  /** As under keys with a version in them. */
  static ReferenceFixture withACacheOfItsOwn() {
    ReferenceBackend own = new ReferenceBackend();
    ManualTime time = new ManualTime();
    own.runOn(time::nanoTime);
    return new ReferenceFixture(new ReferenceBackend(), ReferenceProvider::new, time)
        .withOtherVersion((backend, settings) -> new ReferenceProvider(own, settings));
  }

  /** As a hash over more than the version before had hashed. */
  static ReferenceFixture thatBelievesItself() {
    Set<FlagDefinitionCacheData> own = ConcurrentHashMap.newKeySet();
    return new ReferenceFixture(new ReferenceBackend(), ReferenceProvider::new, new ManualTime())
        .withOtherVersion(
            (backend, settings) ->
                new ReferenceProvider(backend, settings) {
                  @Override
                  protected void received(FlagDefinitionCacheData data, Deadline deadline)
                      throws Exception {
                    own.add(data);
                    super.received(data, deadline);
                  }

                  @Override
                  protected Optional<FlagDefinitionCacheData> decode(StoredEntry entry) {
                    return super.decode(entry).filter(own::contains);
                  }
                });
  }

  /** As a member that the other version does not know. */
  static final class ChangesTexts extends ReferenceProvider {
    ChangesTexts(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected void received(FlagDefinitionCacheData data, Deadline deadline) throws Exception {
      Map<String, @Nullable Object> document = new LinkedHashMap<>(data.document());
      document.put("stored_by", 2);
      super.received(FlagDefinitionCacheData.of(document), deadline);
    }
  }

  static final class ComparesNumbers extends ReferenceProvider {
    ComparesNumbers(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected boolean isSame(Stamp known, Stamp found) {
      return known.sequence() == found.sequence();
    }
  }

  /** As where the end of a lease is said otherwise. */
  static final class LeavesItsLease extends ReferenceProvider {
    LeavesItsLease(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected void release(long epoch, Deadline deadline) throws IOException {}
  }

  /** As in another unit. */
  static final class HasLongerLeases extends ReferenceProvider {
    HasLongerLeases(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected Duration lease() {
      return settings().lease().multipliedBy(3);
    }
  }

  /** As where the lease of the version before is not looked at. */
  static final class TakesTheLease extends ReferenceProvider {
    private final String owner;

    TakesTheLease(ReferenceBackend backend, WorkerSettings settings) {
      this(backend, settings, UUID.randomUUID().toString());
    }

    private TakesTheLease(ReferenceBackend backend, WorkerSettings settings, String owner) {
      super(backend, settings, owner);
      this.owner = owner;
    }

    @Override
    protected boolean shouldFetch(Deadline deadline) throws Exception {
      backend()
          .changeSlot(
              settings().serviceKey(),
              slot -> slot.owner = owner.equals(slot.owner) ? owner : null);
      return super.shouldFetch(deadline);
    }
  }
}
