/**
 * The conformance kit: numbered rules by which any flag definition cache provider can be judged.
 *
 * <p>Add {@code io.flagcache:flagcache-conformance-tests} in test scope, extend {@link
 * io.flagcache.conformance.FlagDefinitionCacheProviderConformance} and run it with JUnit.
 */
@NullMarked
package io.flagcache.conformance;

import org.jspecify.annotations.NullMarked;
