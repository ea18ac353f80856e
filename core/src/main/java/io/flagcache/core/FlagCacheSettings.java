package io.flagcache.core;

import java.time.Duration;

/**
 * The validated settings of one provider, as {@link FlagCacheBuilder} made them. Immutable.
 *
 * @param serviceKey separates fleets that share a backend
 * @param pollInterval how often the SDK polls
 * @param lease how long leadership lives without being renewed
 * @param entryTtl how long an entry lives that no leader polls for
 * @param decisionDeadline how long a decision may take
 * @param transferDeadline how long a call may take that moves a document
 * @param outagePolicy what a worker is told while the backend is out of reach
 * @param holdLimit how long {@link OutagePolicy#HOLD} holds
 * @param role what this worker may do
 * @param maxDocumentBytes the longest document, as JSON text in bytes
 */
public record FlagCacheSettings(
    String serviceKey,
    Duration pollInterval,
    Duration lease,
    Duration entryTtl,
    Duration decisionDeadline,
    Duration transferDeadline,
    OutagePolicy outagePolicy,
    Duration holdLimit,
    Role role,
    int maxDocumentBytes) {}
