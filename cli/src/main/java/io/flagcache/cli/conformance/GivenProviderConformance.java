package io.flagcache.cli.conformance;

import io.flagcache.conformance.Capability;
import io.flagcache.conformance.FlagDefinitionCacheProviderConformance;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.ProviderFixtureFactory;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;

/** The kit's tests over what the command line names. */
@ExtendWith(Handover.class)
final class GivenProviderConformance extends FlagDefinitionCacheProviderConformance
    implements Handover.Taker {

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

  @Override
  protected Optional<Set<String>> expectedSkips() {
    return given().expectedSkips();
  }

  private Given given() {
    return Objects.requireNonNull(given, "given");
  }

  @Override
  public void take(Object given) {
    this.given = (Given) given;
  }

  /** What is judged. */
  record Given(
      ProviderFixtureFactory factory, double timescale, Optional<Set<String>> expectedSkips) {}
}
