package io.flagcache.conformance.reference;

import io.flagcache.conformance.Capability;
import io.flagcache.conformance.FlagDefinitionCacheProviderConformance;
import io.flagcache.conformance.ProviderFixture;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;

/** The kit's run on one broken provider; started by {@link BrokenProvidersTest} only. */
@ExtendWith(BrokenProviderRun.Choice.class)
class BrokenProviderRun extends FlagDefinitionCacheProviderConformance {

  private static final List<Broken<ReferenceFixture>> ALL =
      Stream.concat(BrokenProviders.ALL.stream(), BrokenDocumentProviders.ALL.stream()).toList();

  private Broken<ReferenceFixture> broken;

  @Override
  protected ProviderFixture fixture() {
    return broken.fixture().get();
  }

  @Override
  protected Set<Capability> capabilities() {
    return EnumSet.allOf(Capability.class);
  }

  static final class Choice implements TestInstancePostProcessor {
    @Override
    public void postProcessTestInstance(Object test, ExtensionContext context) {
      if (test instanceof BrokenProviderRun run) {
        String name = context.getConfigurationParameter(BrokenRuns.PARAMETER).orElseThrow();
        run.broken = Broken.named(name, ALL);
      }
    }
  }
}
