package io.flagcache.conformance.reference;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.conformance.BackendCost;
import io.flagcache.conformance.Damage;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.WorkerSettings;
import io.flagcache.conformance.internal.TestTime;
import java.nio.charset.StandardCharsets;
import java.util.function.BiFunction;

/** Workers of some kind over a {@link ReferenceBackend}. */
final class ReferenceFixture extends ReferenceFaults implements ProviderFixture {

  private final BiFunction<ReferenceBackend, WorkerSettings, FlagDefinitionCacheProvider> workers;
  private BiFunction<ReferenceBackend, WorkerSettings, FlagDefinitionCacheProvider> otherProcess;
  private BiFunction<ReferenceBackend, WorkerSettings, FlagDefinitionCacheProvider> otherVersion;

  ReferenceFixture(
      ReferenceBackend backend,
      BiFunction<ReferenceBackend, WorkerSettings, FlagDefinitionCacheProvider> workers) {
    this(backend, workers, TestTime.REAL);
  }

  ReferenceFixture(
      ReferenceBackend backend,
      BiFunction<ReferenceBackend, WorkerSettings, FlagDefinitionCacheProvider> workers,
      TestTime time) {
    super(backend, time);
    this.workers = workers;
    this.otherProcess = workers;
    this.otherVersion = workers;
  }

  /** Makes the workers of another process otherwise. */
  ReferenceFixture withOtherProcess(
      BiFunction<ReferenceBackend, WorkerSettings, FlagDefinitionCacheProvider> others) {
    otherProcess = others;
    return this;
  }

  /** Makes the workers of another version otherwise. */
  ReferenceFixture withOtherVersion(
      BiFunction<ReferenceBackend, WorkerSettings, FlagDefinitionCacheProvider> others) {
    otherVersion = others;
    return this;
  }

  /** The same workers over the same backend, in virtual time. */
  ReferenceVirtualFixture inVirtualTime() {
    return new ReferenceVirtualFixture(backend, workers);
  }

  @Override
  public FlagDefinitionCacheProvider newWorker(WorkerSettings settings) {
    return workers.apply(backend, settings);
  }

  @Override
  public FlagDefinitionCacheProvider newWorkerOfAnotherProcess(WorkerSettings settings) {
    return otherProcess.apply(backend, settings);
  }

  @Override
  public FlagDefinitionCacheProvider newWorkerOfAnotherVersion(WorkerSettings settings) {
    return otherVersion.apply(backend, settings);
  }

  @Override
  public void damageEntry(String serviceKey, Damage damage) {
    // What is damaged has another stamp: workers that know the entry are to see the damage, too.
    backend.changeEntry(serviceKey, entry -> newer(entry).withJson(damage.of(entry.json())));
  }

  private static StoredEntry newer(StoredEntry entry) {
    return StoredEntry.of(entry.stamp().epoch(), entry.stamp().sequence() + 1, entry.json());
  }

  @Override
  public void forgeEntry(String serviceKey, String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    backend.changeEntry(
        serviceKey,
        entry -> StoredEntry.of(entry.stamp().epoch(), entry.stamp().sequence() + 1, bytes));
  }

  @Override
  public void beforeNextWrite(Runnable action) {
    backend.stepInBeforeNextRequest(action);
  }

  @Override
  public BackendCost cost() {
    return backend.cost();
  }

  @Override
  public int openConnections() {
    return backend.connections();
  }
}
