/** A provider's figures for Micrometer, which is an optional dependency and used here alone. */
@NullMarked
package io.flagcache.core.metrics;

import org.jspecify.annotations.NullMarked;
