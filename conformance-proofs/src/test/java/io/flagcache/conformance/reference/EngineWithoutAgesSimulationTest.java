package io.flagcache.conformance.reference;

import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.history.Ages;
import io.flagcache.core.ProfiledStore;
import io.flagcache.core.StoreProfile;
import io.flagcache.kitsupport.EngineVirtualFixture;

/** The engine of flagcache-core over a store that does not tell how old an entry is. */
class EngineWithoutAgesSimulationTest extends EngineSimulationTest {

  @Override
  protected ProviderFixture fixture() {
    return new EngineVirtualFixture(store -> new ProfiledStore(store, StoreProfile.WITHOUT_AGES));
  }

  @Override
  protected Ages ages() {
    return Ages.NONE;
  }
}
