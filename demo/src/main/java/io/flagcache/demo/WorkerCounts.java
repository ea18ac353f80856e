package io.flagcache.demo;

import io.flagcache.demo.standin.ApiCounts;
import io.flagcache.demo.worker.WorkerReport.Polled;
import io.flagcache.posthog.Decision;
import io.flagcache.posthog.PollOutcome;

/**
 * What one worker did since it started, by its own reports.
 *
 * @param polls the polls that have ended
 * @param apiRequests the requests it sent to the API
 * @param notModified those answered with HTTP 304
 * @param documents the polls in which it got a document from the API
 * @param requestsAsFollower the requests it sent though it had been told that another fetches
 */
record WorkerCounts(
    long polls, long apiRequests, long notModified, long documents, long requestsAsFollower) {

  static final WorkerCounts NONE = new WorkerCounts(0, 0, 0, 0, 0);

  WorkerCounts after(Polled report) {
    boolean document = report.outcome() == PollOutcome.FETCHED;
    boolean follower = report.decision() == Decision.FOLLOW;
    return new WorkerCounts(
        report.polls(),
        report.apiRequests(),
        report.notModified(),
        documents + (document ? 1 : 0),
        requestsAsFollower + (follower ? report.apiRequests() - apiRequests : 0));
  }

  ApiCounts api() {
    return new ApiCounts(documents, notModified, apiRequests - notModified - documents);
  }
}
