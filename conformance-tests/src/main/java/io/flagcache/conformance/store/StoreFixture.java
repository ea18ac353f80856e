package io.flagcache.conformance.store;

import static io.flagcache.conformance.internal.Harness.notImplemented;

import io.flagcache.conformance.StoredFields;
import io.flagcache.conformance.rule.Disturbance;
import io.flagcache.core.FlagCacheSettings;
import io.flagcache.core.store.FlagCacheStore;
import java.util.EnumSet;
import java.util.Set;

/**
 * One shared backend for the length of one test, and stores over it. Everything but {@link
 * #newStore(FlagCacheSettings)}, {@link #wipe()} and {@link #close()} is optional: each of the
 * other methods belongs to a {@link StoreCapability} and is called only if that is claimed.
 *
 * <p>A server that is slow to start is best started once, in a static field of the test class; so
 * is a client, if stores can be handed one. Tests run at the same time: they use service keys of
 * their own, and those that disturb others run alone, as {@link #disturbances()} says.
 *
 * <p>Methods may block, and throw what they like: the test then fails and shows it. They are called
 * on the thread of the test.
 */
public interface StoreFixture {

  /**
   * Opens a store as one provider has it. It shares nothing but the backend, or one client to it,
   * with the others. Owners are made by the kit: one for each store. The kit calls each store one
   * call at a time, each on a thread of its own, since the engine has no thread for each store, and
   * closes it.
   *
   * @param settings what a builder hands to its {@code openStore}. A store needs no more of them
   *     than the service key, since leases, lifetimes and deadlines come with each call; a client
   *     that wants its time-outs beforehand is never given less than the decision deadline
   * @return a new store
   * @throws Exception if it cannot be opened
   */
  FlagCacheStore newStore(FlagCacheSettings settings) throws Exception;

  /**
   * Deletes all leases and entries, as a flush of the backend would, while stores are open.
   *
   * @throws Exception if it fails
   */
  void wipe() throws Exception;

  /**
   * Ends all faults, and closes what this fixture opened. All stores have been closed before.
   *
   * @throws Exception if it fails
   */
  void close() throws Exception;

  /**
   * Which disturbances of this fixture other fixtures feel. If JUnit runs tests at the same time,
   * one that disturbs others in such a way waits until it is alone. A fixture with a server, a
   * relay or tables of its own returns fewer, and the tests take less time.
   *
   * @return the disturbances that others feel; all by default. {@link Disturbance#THREADS} always
   *     counts
   */
  default Set<Disturbance> disturbances() {
    return EnumSet.allOf(Disturbance.class);
  }

  /**
   * Runs an action in the middle of the next conditional change, whichever store makes it: after
   * the check has been done that decides about the change, and before the write. Runs it once; what
   * the action itself asks of the backend must not run it again. Typically the fixture stands
   * between the store and its client, and looks out for the first request that writes.
   *
   * <p>The action returns after some hundred milliseconds, whatever happens. It makes another store
   * ask the backend on another thread, and waits for the answer only for so long. So if the store
   * holds a lock around check and write, nothing is to be done about it: the other store waits for
   * the lock, the action gives up waiting, the change goes on and frees the lock, and the kit
   * judges what both stores said in the end.
   *
   * <p>Where the backend does check and write in one request, such as a script, there is no middle:
   * do not claim {@link StoreCapability#RACE_HOOK} then. If it is claimed and the action does not
   * run during a change, the test fails.
   *
   * @param action what to run; throws nothing
   * @throws Exception if it fails
   */
  default void beforeNextWrite(Runnable action) throws Exception {
    throw notImplemented(StoreCapability.RACE_HOOK, "beforeNextWrite(Runnable)");
  }

  /** Where a backend keeps an epoch. */
  enum EpochField {
    /** Beside the owner of the present or last lease. */
    LEASE,
    /** In the stamp of the entry. */
    ENTRY
  }

  /**
   * Changes an epoch in the backend as damage would, past all stores. Everything else stays: whose
   * the lease is, until when, and the entry's payload.
   *
   * @param serviceKey whose lease or entry, which is there
   * @param field which of the two
   * @param epoch what is to stand there, perhaps no number; empty to remove it
   * @return false if the backend cannot hold that, as a column of numbers no text
   * @throws Exception if it fails
   */
  default boolean forgeEpoch(String serviceKey, EpochField field, String epoch) throws Exception {
    throw notImplemented(StoreCapability.FORGED_EPOCHS, "forgeEpoch(String, EpochField, String)");
  }

  /**
   * Lays open what the backend stores, so that each field of it can be damaged.
   *
   * @return the fields of lease, entry and payload
   */
  default StoredFields storedFields() {
    throw notImplemented(StoreCapability.STORED_FIELDS, "storedFields()");
  }

  /**
   * Makes the backend carry out its next write or lease request, and lose the answer: the store
   * sees a broken connection or a time-out.
   *
   * @throws Exception if it fails
   */
  default void loseNextReply() throws Exception {
    throw notImplemented(StoreCapability.LOST_REPLY, "loseNextReply()");
  }

  /**
   * Makes the backend hang: connections stay open, new ones are accepted or not, and no answer
   * comes.
   *
   * @throws Exception if it fails
   */
  default void hangBackend() throws Exception {
    throw notImplemented(StoreCapability.BACKEND_HANG, "hangBackend()");
  }

  /**
   * Makes the hanging backend go on.
   *
   * @throws Exception if it fails
   */
  default void continueBackend() throws Exception {
    throw notImplemented(StoreCapability.BACKEND_HANG, "continueBackend()");
  }

  /**
   * Makes the backend unreachable: connections break, and new ones are refused at once.
   *
   * @throws Exception if it fails
   */
  default void cutBackend() throws Exception {
    throw notImplemented(StoreCapability.BACKEND_OUTAGE, "cutBackend()");
  }

  /**
   * Makes the backend reachable again, with the data that it had.
   *
   * @throws Exception if it fails
   */
  default void restoreBackend() throws Exception {
    throw notImplemented(StoreCapability.BACKEND_OUTAGE, "restoreBackend()");
  }

  /**
   * The credentials that the stores use. They are looked for in texts, so they should be longer
   * than a word that may stand there by chance.
   *
   * @return passwords, keys, tokens; not empty
   */
  default Set<String> secrets() {
    throw notImplemented(StoreCapability.CREDENTIALS, "secrets()");
  }
}
