/**
 * A simulated fleet: workers that call a provider as PostHog's SDKs do, an API that counts what is
 * asked of it, and a scenario in which documents change and things break.
 *
 * <p>Extend {@link io.flagcache.conformance.simulator.FlagDefinitionCacheProviderSimulation} to
 * judge a provider, or run a {@link io.flagcache.conformance.simulator.Scenario} of your own with
 * {@link io.flagcache.conformance.simulator.Simulator} and read the report.
 */
@NullMarked
package io.flagcache.conformance.simulator;

import org.jspecify.annotations.NullMarked;
