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
    int maxDocumentBytes) {

  private static final Duration SHORTEST_POLL = Duration.ofMillis(10);
  private static final Duration LONGEST = Duration.ofDays(366);
  private static final Duration SDK_LIMIT = Duration.ofSeconds(10);
  private static final int LEASE_IN_POLLS = 3;
  private static final int MAX_SERVICE_KEY = 128;
  private static final int LONGEST_HEADER = 1024;
  private static final int LEAST_DOCUMENT_LIMIT = 1024;
  private static final int MOST_DOCUMENT_LIMIT = 512 * 1024 * 1024;

  /**
   * Makes validated settings.
   *
   * @throws IllegalArgumentException if one is wrong; the message names it, its value and the fix
   */
  public FlagCacheSettings {
    // Not shown: a key with reserved characters may be a secret in the wrong place.
    check(
        serviceKey.matches("[A-Za-z0-9._:-]{1," + MAX_SERVICE_KEY + "}"),
        "serviceKey",
        "a text of " + serviceKey.length() + " characters",
        "use 1 to " + MAX_SERVICE_KEY + " letters, digits and . _ : -");
    checkRange("pollInterval", pollInterval, SHORTEST_POLL);
    checkRange("lease", lease, SHORTEST_POLL);
    check(
        lease.compareTo(pollInterval) > 0,
        "lease",
        lease,
        "make it longer than the pollInterval, which is "
            + pollInterval
            + ", or leave it out for three times that");
    checkRange("entryTtl", entryTtl, lease);
    checkDeadline("decisionDeadline", decisionDeadline);
    checkDeadline("transferDeadline", transferDeadline);
    checkRange("holdLimit", holdLimit, Duration.ZERO);
    check(
        maxDocumentBytes >= LEAST_DOCUMENT_LIMIT && maxDocumentBytes <= MOST_DOCUMENT_LIMIT,
        "maxDocumentBytes",
        maxDocumentBytes,
        "use " + LEAST_DOCUMENT_LIMIT + " to " + MOST_DOCUMENT_LIMIT);
  }

  /**
   * The longest payload that a worker with these settings writes or takes from a store.
   *
   * @return the longest document, and what may stand before it in this and later versions
   */
  public int maxPayloadBytes() {
    return maxDocumentBytes + LONGEST_HEADER;
  }

  static Duration leaseFor(Duration pollInterval) {
    checkRange("pollInterval", pollInterval, SHORTEST_POLL);
    return pollInterval.multipliedBy(LEASE_IN_POLLS);
  }

  private static void checkRange(String name, Duration value, Duration least) {
    check(
        value.compareTo(least) >= 0 && value.compareTo(LONGEST) <= 0,
        name,
        value,
        "use " + least + " to " + LONGEST);
  }

  private static void checkDeadline(String name, Duration value) {
    check(
        value.compareTo(Duration.ZERO) > 0 && value.compareTo(SDK_LIMIT) < 0,
        name,
        value,
        "use more than zero and less than " + SDK_LIMIT + ", after which PostHog's SDK gives up");
  }

  private static void check(boolean valid, String name, Object value, String fix) {
    if (!valid) {
      throw new IllegalArgumentException(name + " is " + value + "; " + fix);
    }
  }
}
