/**
 * The engine that keeps the contract's promises over a handful of store primitives.
 *
 * <p>A backend implements {@link io.flagcache.core.store.FlagCacheStore} and a {@link
 * io.flagcache.core.FlagCacheBuilder}; everything else, from leases and deadlines to warm starts
 * and outages, is written once, here.
 */
@NullMarked
package io.flagcache.core;

import org.jspecify.annotations.NullMarked;
