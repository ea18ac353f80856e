package io.flagcache.conformance.reference;

import io.flagcache.conformance.Capability;
import io.flagcache.conformance.FlagDefinitionCacheProviderConformance;
import io.flagcache.conformance.ProviderFixture;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;

/** The kit's run on one broken provider; started by {@link BrokenProvidersTest} only. */
@ExtendWith(BrokenProviderRun.Choice.class)
class BrokenProviderRun extends FlagDefinitionCacheProviderConformance {

  private static final Set<String> BY_STORED_FIELDS = Set.of("H1", "H2", "H4", "R2");

  private Broken<ReferenceFixture> broken;

  @Override
  protected ProviderFixture fixture() {
    return broken.fixture().get();
  }

  /**
   * What may stand in a field takes most of a run: it is judged where that shows what is broken.
   */
  @Override
  protected Set<Capability> capabilities() {
    EnumSet<Capability> all = EnumSet.allOf(Capability.class);
    boolean soundAgainstDamage =
        !broken.rules().isEmpty()
            && Collections.disjoint(broken.rules(), BY_STORED_FIELDS)
            && !Boolean.getBoolean("flagcache.test.full");
    if (soundAgainstDamage) {
      all.remove(Capability.STORED_FIELDS);
    }
    return all;
  }

  static final class Choice implements TestInstancePostProcessor {
    @Override
    public void postProcessTestInstance(Object test, ExtensionContext context) {
      if (test instanceof BrokenProviderRun run) {
        String name = context.getConfigurationParameter(BrokenRuns.PARAMETER).orElseThrow();
        run.broken = Broken.named(name, BrokenProviders.ALL);
      }
    }
  }
}
