package io.flagcache.testservers;

import io.flagcache.Deadline;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.LeaseAnswer;
import io.flagcache.core.store.LeaseAnswer.Held;
import io.flagcache.core.store.LeaseRequest;
import io.flagcache.core.store.ReadAnswer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Whatever stands in what a store has stored, at its next polls somebody leads, publishes, and all
 * read it (H1): over a real server, round after round.
 */
public final class StoreFuzz {

  private static final Duration LEASE = Duration.ofSeconds(90);
  private static final Duration TTL = Duration.ofHours(24);
  private static final int POLLS = 3;

  private final Supplier<UncheckedStore> stores;
  private final Consumer<Duration> pass;
  private final Consumer<Fuzz> damage;

  /**
   * Prepares it.
   *
   * @param stores opens the store of one more worker
   * @param pass lets time pass for all of them
   * @param damage writes something into what is stored
   */
  public StoreFuzz(
      Supplier<UncheckedStore> stores, Consumer<Duration> pass, Consumer<Fuzz> damage) {
    this.stores = stores;
    this.pass = pass;
    this.damage = damage;
  }

  /**
   * Runs for as long as is usual, or as the properties say.
   *
   * @throws AssertionError if a round fails; its message says how to repeat it
   */
  public void run(Duration usual) {
    Fuzz fuzz = Fuzz.lasting(usual);
    UncheckedStore leader = stores.get();
    UncheckedStore follower = stores.get();
    int rounds = 0;
    do {
      rounds++;
      try {
        round(fuzz, leader, follower);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(fuzz + ", round " + rounds, e);
      }
    } while (fuzz.goesOn());
  }

  private void round(Fuzz fuzz, UncheckedStore leader, UncheckedStore follower) {
    lead(leader, "leader", follower);
    demandRead(follower);
    damage.accept(fuzz);
    UncheckedStore newcomer = stores.get();
    for (UncheckedStore each : List.of(follower, newcomer)) {
      each.inspect(soon());
      if (each.read(Optional.empty(), soon()) instanceof ReadAnswer.Found found
          && !Arrays.equals(found.entry().payload(), payload())) {
        each.discard(found.entry().stamp(), soon());
      }
    }
    boolean leaderLives = fuzz.random().nextBoolean();
    lead(leaderLives ? leader : newcomer, leaderLives ? "leader" : "newcomer", follower);
    demandRead(follower);
    demandRead(newcomer);
    newcomer.close();
  }

  /** Polls until it leads, while the others watch, and publishes. */
  private void lead(UncheckedStore store, String owner, UncheckedStore watching) {
    for (int poll = 0; poll < POLLS; poll++) {
      LeaseRequest request = new LeaseRequest(owner, LEASE, TTL, 0);
      LeaseAnswer answer = store.acquireOrRenew(request, soon());
      watching.stamp(soon());
      if (answer instanceof Held held) {
        Entry entry = new Entry(new EntryStamp(held.epoch(), poll + 1, "hash"), payload());
        if (store.publish(owner, entry, TTL, soon())) {
          return;
        }
      }
      pass.accept(Duration.ofHours(1)); // As long as a lease can be that is no damage.
    }
    throw new AssertionError(owner + " does not lead after " + POLLS + " polls");
  }

  private static void demandRead(UncheckedStore store) {
    ReadAnswer answer = store.read(Optional.empty(), soon());
    if (!(answer instanceof ReadAnswer.Found found)
        || !Arrays.equals(found.entry().payload(), payload())) {
      throw new AssertionError("it reads " + answer);
    }
  }

  private static byte[] payload() {
    byte[] payload = new byte[2000];
    Arrays.fill(payload, (byte) 7);
    return payload;
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofSeconds(20));
  }
}
