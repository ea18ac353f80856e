package io.flagcache.conformance;

/**
 * What all workers of a fixture have cost the backend since the fixture was made.
 *
 * @param roundTrips requests to the backend that were answered: statements, commands, calls
 * @param payloadBytes bytes of stored documents that were moved in either direction, without keys,
 *     stamps and other small fields beside them
 */
public record BackendCost(long roundTrips, long payloadBytes) {}
