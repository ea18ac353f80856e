package io.flagcache.core;

import java.time.Duration;

/**
 * A call of the store that has ended.
 *
 * @param operation which of the store's primitives
 * @param took how long it took, until it returned or threw
 * @param failed whether it threw; that a publish is refused is an answer and no failure
 */
public record StoreCall(StoreOperation operation, Duration took, boolean failed) {}
