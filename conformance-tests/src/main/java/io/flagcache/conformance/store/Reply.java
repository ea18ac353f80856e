package io.flagcache.conformance.store;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a primitive ended.
 *
 * @param value what it returned
 * @param failure what it threw
 * @param took how long it took
 * @param <T> what it returns
 */
record Reply<T>(@Nullable T value, @Nullable Throwable failure, Duration took) {}
