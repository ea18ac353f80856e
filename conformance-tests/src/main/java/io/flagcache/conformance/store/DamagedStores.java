package io.flagcache.conformance.store;

import io.flagcache.conformance.FieldDamage;
import io.flagcache.conformance.StoredField;
import io.flagcache.conformance.internal.Timing;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.FlagCacheStore;
import io.flagcache.core.store.LeaseAnswer;
import io.flagcache.core.store.LeaseAnswer.Held;
import io.flagcache.core.store.LeaseRequest;
import io.flagcache.core.store.ReadAnswer;
import io.flagcache.core.store.ReadAnswer.Found;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Two owners of one service key, one of whose stored fields is damaged. */
final class DamagedStores {

  private final StoreHarness harness;
  private final Timing timing;
  private final StoredField field;
  private final String key = "kit-" + UUID.randomUUID().toString().substring(0, 13);
  private final Duration lease;
  private final List<String> exposures = new ArrayList<>();
  private StoreCaller holder;
  private StoreCaller other;
  private long highest;
  private long sequence;
  private @Nullable Entry published;

  /** Who asks since the damage, and what it was. */
  private List<StoreCaller> asking = List.of();

  private String damaged = "";
  private String lastFailure = "";

  DamagedStores(StoreHarness harness, Timing timing, StoredField field) {
    this.harness = harness;
    this.timing = timing;
    this.field = field;
    this.lease = harness.shortTime();
    this.holder = harness.caller(key);
    this.other = harness.caller(key);
    publishes(holder);
  }

  /** Damages the field while somebody leads; returns whether the backend can hold that. */
  boolean damage(FieldDamage damage, boolean holderGone) {
    acquires(holder);
    asking = holderGone ? List.of(other) : List.of(holder, other);
    damaged = "when the " + field + " was " + damage + (holderGone ? ", its holder gone" : "");
    return harness.from(
        "damage the " + field, () -> harness.fixture().storedFields().damage(key, field, damage));
  }

  /** Has the owners ask once; returns whether one led and published, and the other read it. */
  boolean heals() {
    return asking.stream().anyMatch(this::publishes) && reads(other);
  }

  /** Does what an engine and an operator do, whatever comes of it. */
  void use() {
    for (StoreCaller caller : List.of(holder, other)) {
      attempt(caller, "stamp", FlagCacheStore::stamp);
      attempt(caller, "read", (store, deadline) -> store.read(Optional.empty(), deadline));
      attempt(caller, "inspection", FlagCacheStore::inspect);
      look(caller.store().toString());
      publishes(caller);
    }
  }

  /** The last damage, and the last failure. */
  String circumstances() {
    return damaged + lastFailure;
  }

  /** When a failure, or a store of itself, showed hostile text as it is. */
  List<String> exposures() {
    return exposures;
  }

  private Optional<Held> acquires(StoreCaller caller) {
    LeaseRequest request = new LeaseRequest(caller.owner(), lease, StoreCaller.ENTRY_TTL, highest);
    LeaseAnswer answer =
        attempt(
            caller, "lease request", (store, deadline) -> store.acquireOrRenew(request, deadline));
    return answer instanceof Held held ? Optional.of(held) : Optional.empty();
  }

  private boolean publishes(StoreCaller caller) {
    Optional<Held> held = acquires(caller);
    if (held.isEmpty()) {
      return false;
    }
    if (caller != holder) {
      other = holder;
      holder = caller;
    }
    long epoch = held.get().epoch();
    highest = Math.max(highest, epoch);
    Entry entry = caller.entry(epoch, ++sequence);
    boolean done =
        Boolean.TRUE.equals(
            attempt(
                caller,
                "publish",
                (store, deadline) ->
                    store.publish(caller.owner(), entry, StoreCaller.ENTRY_TTL, deadline)));
    published = done ? entry : published;
    return done;
  }

  /** A layout that is shared with other programs has epochs and numbers of its own. */
  private boolean reads(StoreCaller caller) {
    ReadAnswer answer =
        attempt(caller, "read", (store, deadline) -> store.read(Optional.empty(), deadline));
    return published != null
        && answer instanceof Found found
        && found.entry().stamp().hash().equals(published.stamp().hash())
        && Arrays.equals(found.entry().payload(), published.payload());
  }

  private <T> @Nullable T attempt(
      StoreCaller caller, String name, StoreCaller.Primitive<T> primitive) {
    Reply<T> reply = caller.attempt(name, timing.deadline(2000), primitive);
    for (Throwable cause = reply.failure(); cause != null; cause = cause.getCause()) {
      look(cause.toString());
      lastFailure = "; the last failure was " + cause;
    }
    return reply.value();
  }

  private void look(String text) {
    if (FieldDamage.showsHostileText(text)) {
      exposures.add(damaged);
    }
  }

  void close() {
    holder.closes();
    other.closes();
  }
}
