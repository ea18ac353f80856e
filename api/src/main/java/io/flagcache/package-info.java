/**
 * The contract of a flag definition cache provider, the value it carries, and its discovery.
 *
 * <p>A fleet of workers shares one copy of PostHog's feature-flag definitions: one elected worker
 * fetches them, all others read them. {@link io.flagcache.FlagDefinitionCacheProvider} is what an
 * SDK calls; {@link io.flagcache.FlagDefinitionCacheProviders} finds one by URL.
 */
@NullMarked
package io.flagcache;

import org.jspecify.annotations.NullMarked;
