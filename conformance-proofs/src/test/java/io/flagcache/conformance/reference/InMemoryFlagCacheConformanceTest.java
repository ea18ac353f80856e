package io.flagcache.conformance.reference;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.conformance.Capability;
import io.flagcache.conformance.FlagDefinitionCacheProviderConformance;
import io.flagcache.conformance.ProviderFixture;
import java.util.List;
import java.util.Set;

/** The engine of flagcache-core, over its in-memory store. */
class InMemoryFlagCacheConformanceTest extends FlagDefinitionCacheProviderConformance {

  @Override
  protected ProviderFixture fixture() {
    return new InMemoryFixture();
  }

  @Override
  protected Set<Capability> capabilities() {
    return Set.of(
        Capability.BACKEND_OUTAGE,
        Capability.BACKEND_HANG,
        Capability.CORRUPTION,
        Capability.STORED_FIELDS,
        Capability.READER_ROLE,
        Capability.HOLD_POLICY,
        Capability.DOCUMENT_LIMIT);
  }

  @Override
  protected List<FlagDefinitionCacheData> documents() {
    return FixtureDocuments.all();
  }
}
