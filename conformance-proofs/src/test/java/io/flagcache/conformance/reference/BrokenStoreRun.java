package io.flagcache.conformance.reference;

import io.flagcache.conformance.store.FlagCacheStoreConformance;
import io.flagcache.conformance.store.StoreCapability;
import io.flagcache.conformance.store.StoreFixture;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;

/** The kit's run on one broken store; started by {@link BrokenStoresTest} only. */
@ExtendWith(BrokenStoreRun.Choice.class)
class BrokenStoreRun extends FlagCacheStoreConformance {

  private Broken<StoreFixture> broken;

  @Override
  protected StoreFixture fixture() {
    return broken.fixture().get();
  }

  @Override
  protected Set<StoreCapability> capabilities() {
    return EnumSet.allOf(StoreCapability.class);
  }

  /** In a time that tests move this takes no longer, and leaves busy machines theirs. */
  @Override
  protected double timescale() {
    return 2;
  }

  static final class Choice implements TestInstancePostProcessor {
    @Override
    public void postProcessTestInstance(Object test, ExtensionContext context) {
      if (test instanceof BrokenStoreRun run) {
        String name = context.getConfigurationParameter(BrokenRuns.PARAMETER).orElseThrow();
        run.broken = Broken.named(name, BrokenStores.ALL);
      }
    }
  }
}
