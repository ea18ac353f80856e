package io.flagcache.conformance.reference;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.WorkerSettings;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** A provider that is wrong in one way, and the rules that the kit has to find broken. */
record BrokenProvider(
    String name,
    Supplier<ReferenceBackend> backend,
    BiFunction<ReferenceBackend, WorkerSettings, FlagDefinitionCacheProvider> worker,
    Set<String> rules) {

  static BrokenProvider worker(
      String name,
      BiFunction<ReferenceBackend, WorkerSettings, FlagDefinitionCacheProvider> worker,
      String... rules) {
    return new BrokenProvider(name, ReferenceBackend::new, worker, Set.of(rules));
  }

  static BrokenProvider backend(String name, Supplier<ReferenceBackend> backend, String... rules) {
    return new BrokenProvider(name, backend, ReferenceProvider::new, Set.of(rules));
  }

  static BrokenProvider named(String name, List<BrokenProvider> all) {
    return all.stream().filter(broken -> broken.name().equals(name)).findFirst().orElseThrow();
  }

  ProviderFixture fixture() {
    return new ReferenceFixture(backend.get(), worker);
  }

  @Override
  public String toString() {
    return name;
  }
}
