/**
 * The white-box half of the conformance kit: numbered rules by which the store below flagcache's
 * engine is judged, primitive by primitive.
 *
 * <p>Extend {@link io.flagcache.conformance.store.FlagCacheStoreConformance} and run it with JUnit.
 * This package, unlike the one above it, needs {@code io.flagcache:flagcache-core}, which whoever
 * writes a store has.
 */
@NullMarked
package io.flagcache.conformance.store;

import org.jspecify.annotations.NullMarked;
