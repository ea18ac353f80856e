package io.flagcache.conformance.simulator;

import io.flagcache.FlagDefinitionCacheData;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a worker remembers of the API and of its own leadership, and what follows for its requests
 * and for its part in the election.
 */
final class ApiAccess {

  private final SdkProfile profile;
  private final Duration pollInterval;
  private final Duration lease;

  private @Nullable Integer etag;
  private int refusals;
  private @Nullable Duration lastRequest;
  private Duration pauseEnd = Duration.ZERO;

  private boolean leads;
  private boolean ledBefore;

  /** What is served, if it matters. */
  private @Nullable FlagDefinitionCacheData document;

  /** Whether the provider is known to have it. */
  private boolean taken;

  private @Nullable Duration failingSince;
  private Duration asideUntil = Duration.ZERO;

  ApiAccess(SdkProfile profile, Duration pollInterval, Duration lease) {
    this.profile = profile;
    this.pollInterval = pollInterval;
    this.lease = lease;
  }

  boolean leads() {
    return leads;
  }

  /** Whether the worker asks for the lease; if not, it does not lead any more. */
  boolean standsForElection(Duration now) {
    boolean stands = asideUntil.compareTo(now) <= 0;
    leads = leads && stands;
    return stands;
  }

  void decided(boolean elected) {
    ledBefore = leads;
    leads = elected;
    if (!elected) {
      failingSince = null;
    }
  }

  boolean maySendRequest(Duration now) {
    return !profile.has(SdkTrait.PAUSES_REQUESTS) || (!isPaused(now) && isDue(now));
  }

  /** Whether the API has refused a request, and will refuse the next one just the same. */
  boolean isPaused(Duration now) {
    return pauseEnd.compareTo(now) > 0;
  }

  private boolean isDue(Duration now) {
    return lastRequest == null || now.minus(lastRequest).compareTo(pollInterval.dividedBy(2)) >= 0;
  }

  /** A request is sent. Returns the ETag that it names. */
  @Nullable Integer request(Duration now) {
    lastRequest = now;
    if (profile.has(SdkTrait.HANDS_OVER_UNTIL_TAKEN) && leads && !ledBefore && !taken) {
      // With 304 a new leader would never get to hand the document over.
      etag = null;
    }
    return etag;
  }

  /** The API answers with a document. */
  void brought(int version, FlagDefinitionCacheData served) {
    worked();
    etag = version;
    document = served;
    taken = false;
  }

  /** The API answers, if only that nothing has changed. */
  void worked() {
    refusals = 0;
    pauseEnd = Duration.ZERO;
    failingSince = null;
    asideUntil = Duration.ZERO;
  }

  /** The API answers with an error. */
  void refused(ApiState error, Duration now) {
    if (profile.has(SdkTrait.FORGETS_ETAG_ON_ERROR)) {
      etag = null;
    }
    refusals = profile.slowsDownOn().contains(error) ? refusals + 1 : refusals;
    if (profile.has(SdkTrait.PAUSES_REQUESTS) && profile.slowsDownOn().contains(error)) {
      pauseEnd = now.plus(profile.nextPoll(pollInterval, refusals));
    }
  }

  /** The API gives nothing, whether it was asked or not. */
  void failed(Duration now) {
    if (!leads || !profile.has(SdkTrait.GIVES_UP_THE_LEASE)) {
      return;
    }
    if (failingSince == null) {
      failingSince = now;
    }
    if (now.minus(failingSince).compareTo(pollInterval.multipliedBy(3).dividedBy(2)) >= 0) {
      failingSince = null;
      asideUntil = now.plus(lease).plus(pollInterval.multipliedBy(2));
    }
  }

  void dropsFlags() {
    etag = profile.has(SdkTrait.KEEPS_ETAG_WITHOUT_FLAGS) ? etag : null;
  }

  /** A document is read from the cache. */
  void read(FlagDefinitionCacheData data) {
    boolean forgets =
        profile.has(SdkTrait.FORGETS_ETAG_ON_READ)
            || (profile.has(SdkTrait.FORGETS_ETAG_ON_ANOTHER_DOCUMENT) && !data.equals(document));
    etag = forgets ? null : etag;
    document = data;
    taken = true;
  }

  boolean handsOverUnchanged() {
    return profile.has(SdkTrait.HANDS_OVER_UNCHANGED)
        || (profile.has(SdkTrait.HANDS_OVER_UNTIL_TAKEN) && leads && !taken);
  }

  void handedOver(boolean failed) {
    taken = !failed && leads;
  }

  Duration nextPoll() {
    return profile.has(SdkTrait.PAUSES_REQUESTS)
        ? pollInterval
        : profile.nextPoll(pollInterval, refusals);
  }
}
