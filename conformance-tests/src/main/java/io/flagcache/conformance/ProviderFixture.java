package io.flagcache.conformance;

import static io.flagcache.conformance.internal.Harness.notImplemented;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.conformance.rule.Disturbance;
import java.util.EnumSet;
import java.util.Set;

/**
 * One shared backend for the length of one test, and workers over it. Everything but {@link
 * #newWorker(WorkerSettings)}, {@link #wipe()} and {@link #close()} is optional: each of the other
 * methods belongs to a {@link Capability} and is called only if that is claimed.
 *
 * <p>A server that is slow to start is best started once, in a static field of the test class; a
 * fixture is then no more than its address. Tests run at the same time: they use service keys of
 * their own, and those that disturb others run alone, as {@link #disturbances()} says.
 *
 * <p>Methods may block, and throw what they like: the test then fails and shows it. They are not
 * called by several threads at a time, except {@link #newWorker(WorkerSettings)}.
 */
public interface ProviderFixture {

  /**
   * Makes a worker: a provider instance as one process of a fleet has it. It is a new owner, shares
   * nothing but the backend (or one client to it) with the others, and honours the settings that it
   * has. The kit shuts it down.
   *
   * @param settings what the rule needs; the test fails if the provider refuses them
   * @return a new provider
   * @throws Exception if it cannot be made
   */
  FlagDefinitionCacheProvider newWorker(WorkerSettings settings) throws Exception;

  /**
   * Makes a worker as another process has it: it shares the backend with the workers of this one,
   * and no object and no static field. The kit shuts it down.
   *
   * <p>A worker in a process of its own does that, called through a proxy, and so does one of
   * {@link IsolatedWorkers#ofThisVersion(Class)}, whose classes are loaded again.
   *
   * @param settings what the rule needs
   * @return a new provider
   * @throws Exception if it cannot be made
   */
  default FlagDefinitionCacheProvider newWorkerOfAnotherProcess(WorkerSettings settings)
      throws Exception {
    throw notImplemented(Capability.OTHER_PROCESS, "newWorkerOfAnotherProcess(WorkerSettings)");
  }

  /**
   * Makes a worker of another version of the provider, typically the last one that was released: as
   * fleets have them beside each other while they are upgraded, or go back. {@link
   * IsolatedWorkers#ofVersion(java.util.List, Class)} loads it from its own files. The kit shuts it
   * down.
   *
   * @param settings what the rule needs
   * @return a new provider
   * @throws Exception if it cannot be made
   */
  default FlagDefinitionCacheProvider newWorkerOfAnotherVersion(WorkerSettings settings)
      throws Exception {
    throw notImplemented(Capability.OTHER_VERSION, "newWorkerOfAnotherVersion(WorkerSettings)");
  }

  /**
   * Deletes all leases and entries, as a flush of the backend would, while workers go on.
   *
   * <p>A backend that holds the data of others must not be emptied. Its fixture deletes what the
   * test's own service keys have, or, if it cannot, throws {@link
   * org.opentest4j.TestAbortedException} with its reason: what needs a loss of data is then skipped
   * visibly.
   *
   * @throws Exception if it fails
   */
  void wipe() throws Exception;

  /**
   * Ends all faults, and closes what this fixture opened. All workers have been shut down before.
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
   * Makes the backend unreachable: connections break, and new ones are refused at once.
   *
   * @throws Exception if it fails
   */
  default void cutBackend() throws Exception {
    throw notImplemented(Capability.BACKEND_OUTAGE, "cutBackend()");
  }

  /**
   * Makes the backend reachable again, with the data that it had.
   *
   * @throws Exception if it fails
   */
  default void restoreBackend() throws Exception {
    throw notImplemented(Capability.BACKEND_OUTAGE, "restoreBackend()");
  }

  /**
   * Makes the backend hang: connections stay open, new ones are accepted or not, and no answer
   * comes. A stopped process ({@code kill -STOP}) or a proxy that stops forwarding does that.
   *
   * @throws Exception if it fails
   */
  default void hangBackend() throws Exception {
    throw notImplemented(Capability.BACKEND_HANG, "hangBackend()");
  }

  /**
   * Makes the hanging backend go on.
   *
   * @throws Exception if it fails
   */
  default void continueBackend() throws Exception {
    throw notImplemented(Capability.BACKEND_HANG, "continueBackend()");
  }

  /**
   * Damages the stored entry in the backend. Leases stay as they are.
   *
   * @param serviceKey whose entry; there is one
   * @param damage what to do to it
   * @throws Exception if it fails
   */
  default void damageEntry(String serviceKey, Damage damage) throws Exception {
    throw notImplemented(Capability.CORRUPTION, "damageEntry(String, Damage)");
  }

  /**
   * Replaces the stored entry by one that is well-formed in the provider's own encoding, but holds
   * something else than flag definitions. It passes for newer than the one before it.
   *
   * @param serviceKey whose entry; there is one
   * @param json the JSON text to store, such as <code>{}</code>
   * @throws Exception if it fails
   */
  default void forgeEntry(String serviceKey, String json) throws Exception {
    throw notImplemented(Capability.FORGED_ENTRY, "forgeEntry(String, String)");
  }

  /**
   * Lays open what the backend stores, so that each field of it can be damaged.
   *
   * @return the fields of lease, entry and payload
   */
  default StoredFields storedFields() {
    throw notImplemented(Capability.STORED_FIELDS, "storedFields()");
  }

  /**
   * Makes the backend carry out its next write or lease request, and lose the answer: the provider
   * sees a broken connection.
   *
   * @throws Exception if it fails
   */
  default void loseNextReply() throws Exception {
    throw notImplemented(Capability.LOST_REPLY, "loseNextReply()");
  }

  /**
   * Runs an action in the middle of the next change of the backend, whichever worker makes it: when
   * all is checked that the worker checks by requests of their own, and before the request that
   * writes. Runs it once; what the action itself asks of the backend must not run it again.
   * Typically the fixture stands between the provider and its client, and looks out for the first
   * request that writes. A backend that checks and writes in one request has nothing to hide there.
   *
   * <p>The action returns after some hundred milliseconds, whatever happens. It has another worker
   * act on another thread, and waits only for so long. If a lock of the backend is held around
   * check and write, nothing is to be done about it: the other worker waits for it or is told no,
   * and the kit judges what came of it. A lock of this process is none, since workers of other
   * processes do not have it. A provider that takes one besides the backend's, as file locks
   * demand, cannot claim {@link Capability#RACE_HOOK}.
   *
   * @param action what to run; throws nothing
   * @throws Exception if it fails
   */
  default void beforeNextWrite(Runnable action) throws Exception {
    throw notImplemented(Capability.RACE_HOOK, "beforeNextWrite(Runnable)");
  }

  /**
   * Counts what the workers have cost the backend.
   *
   * @return the present counts; they only grow
   * @throws Exception if it fails
   */
  default BackendCost cost() throws Exception {
    throw notImplemented(Capability.COST_COUNTERS, "cost()");
  }

  /**
   * Counts the connections to the backend that the workers have open.
   *
   * @return the present number, without connections of the fixture itself
   * @throws Exception if it fails
   */
  default int openConnections() throws Exception {
    throw notImplemented(Capability.CONNECTION_COUNT, "openConnections()");
  }

  /**
   * The credentials that the workers use. They are looked for in texts, so they should be longer
   * than a word that may stand there by chance.
   *
   * @return passwords, keys, tokens; not empty
   */
  default Set<String> secrets() {
    throw notImplemented(Capability.CREDENTIALS, "secrets()");
  }
}
