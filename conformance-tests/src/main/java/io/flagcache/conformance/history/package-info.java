/**
 * The oracle of the project's tests: one account of what happened to a fleet, and the promises of
 * the contract as invariants over it. The simulator, the random histories, the fault tests and the
 * demo drive fleets of different kinds, and all tell {@link
 * io.flagcache.conformance.history.History} what they see.
 *
 * <p>Nothing here has threads, clocks or input: a history is what it was told, so that a handful of
 * events, written down by hand, tests an invariant.
 */
@NullMarked
package io.flagcache.conformance.history;

import org.jspecify.annotations.NullMarked;
