/** A loader's figures for Micrometer, which is an optional dependency and used here alone. */
@NullMarked
package io.flagcache.posthog.metrics;

import org.jspecify.annotations.NullMarked;
