package io.flagcache.conformance.internal;

import java.util.Set;

/**
 * What a test says of itself.
 *
 * @param id the rule that it judges
 * @param needs what the fixture has to be able to do for it
 * @param <C> the capabilities of this half of the kit
 */
public record JudgedRule<C extends Enum<C>>(String id, Set<C> needs) {}
