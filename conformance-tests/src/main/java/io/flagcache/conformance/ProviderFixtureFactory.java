package io.flagcache.conformance;

import java.util.Map;
import java.util.Set;

/**
 * What {@code flagcache conformance --factory CLASS} needs to judge a provider without a build: the
 * same as a test class has. The class needs a public constructor without parameters. If it is
 * {@link AutoCloseable} too, it is closed when all tests have run.
 */
public interface ProviderFixtureFactory {

  /**
   * Makes the backend of one test; the kit closes it. Called before each test.
   *
   * @return a new fixture
   * @throws Exception if it cannot be made
   */
  ProviderFixture newFixture() throws Exception;

  /**
   * What the provider has and the fixtures can do, as {@link
   * FlagDefinitionCacheProviderConformance#capabilities()}.
   *
   * @return the capabilities; none by default
   */
  default Set<Capability> capabilities() {
    return Set.of();
  }

  /**
   * Rules that the provider does not keep, and why, as {@link
   * FlagDefinitionCacheProviderConformance#waivers()}.
   *
   * @return reasons by rule id; none by default
   */
  default Map<String, String> waivers() {
    return Map.of();
  }
}
