package io.flagcache.core.store;

import java.time.Duration;

/**
 * What a worker asks of the lease.
 *
 * @param owner identifies one provider instance; no two instances ever have the same
 * @param lease how long the lease lives from the moment it is granted or renewed
 * @param entryTtl how long the entry lives from the moment the lease is granted or renewed
 * @param epochFloor a new epoch is greater than this one. It is the highest epoch that the worker
 *     has seen, so that epochs keep growing even if the backend has lost its data
 */
public record LeaseRequest(String owner, Duration lease, Duration entryTtl, long epochFloor) {}
