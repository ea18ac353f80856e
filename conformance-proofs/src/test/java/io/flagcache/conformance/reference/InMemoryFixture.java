package io.flagcache.conformance.reference;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.conformance.Damage;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.StoredFields;
import io.flagcache.conformance.WorkerSettings;
import io.flagcache.conformance.rule.Disturbance;
import io.flagcache.core.memory.InMemoryBackend;
import io.flagcache.core.memory.InMemoryFlagCache;
import io.flagcache.kitsupport.EngineSettings;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Providers over one in-memory backend. */
final class InMemoryFixture implements ProviderFixture {

  private final InMemoryBackend backend = new InMemoryBackend();

  @Override
  public FlagDefinitionCacheProvider newWorker(WorkerSettings settings) {
    return EngineSettings.apply(settings, InMemoryFlagCache.builder(backend)).build();
  }

  /** Each has a backend of its own. */
  @Override
  public Set<Disturbance> disturbances() {
    return Set.of();
  }

  @Override
  public void wipe() {
    backend.wipe();
  }

  @Override
  public void close() {
    backend.restore();
  }

  @Override
  public void cutBackend() {
    backend.cut();
  }

  @Override
  public void restoreBackend() {
    backend.restore();
  }

  @Override
  public void hangBackend() {
    backend.hang();
  }

  @Override
  public void continueBackend() {
    backend.restore();
  }

  @Override
  public StoredFields storedFields() {
    return new InMemoryStoredFields(backend);
  }

  @Override
  public void damageEntry(String serviceKey, Damage damage) {
    // The store does not give its payloads away, so all damage here is of the same kind.
    backend.damage(serviceKey, "hello".getBytes(StandardCharsets.UTF_8));
  }
}
