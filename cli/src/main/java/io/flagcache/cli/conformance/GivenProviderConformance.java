package io.flagcache.cli.conformance;

import io.flagcache.conformance.Capability;
import io.flagcache.conformance.FlagDefinitionCacheProviderConformance;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.ProviderFixtureFactory;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;

/** The kit's tests over what the command line names. */
@ExtendWith(GivenProviderConformance.Handover.class)
final class GivenProviderConformance extends FlagDefinitionCacheProviderConformance {

  private @Nullable Given given;

  @Override
  protected ProviderFixture fixture() throws Exception {
    return given().factory().newFixture();
  }

  @Override
  protected Set<Capability> capabilities() {
    return given().factory().capabilities();
  }

  @Override
  protected Map<String, String> waivers() {
    return given().factory().waivers();
  }

  @Override
  protected double timescale() {
    return given().timescale();
  }

  private Given given() {
    return Objects.requireNonNull(given, "given");
  }

  /** What JUnit, which makes the instances of this class, finds in the store of its session. */
  record Given(ProviderFixtureFactory factory, double timescale) {}

  static final class Handover implements TestInstancePostProcessor {
    @Override
    public void postProcessTestInstance(Object test, ExtensionContext context) {
      if (test instanceof GivenProviderConformance conformance) {
        conformance.given =
            context
                .getStore(
                    StoreScope.LAUNCHER_SESSION, Namespace.create(GivenProviderConformance.class))
                .get(Given.class, Given.class);
      }
    }
  }
}
