package io.flagcache.posthog;

import java.time.Duration;
import java.util.Optional;

/**
 * The state of a loader, or of a provider that fetches, at one moment. Immutable.
 *
 * @param polls the polls that have ended
 * @param apiRequests the HTTP requests sent to the API, whatever became of them
 * @param notModified those of them that the API answered with HTTP 304
 * @param changes how often the served document was replaced by a different one; the first counts
 * @param source who last said that the served document is the present one: the API by returning it
 *     or by HTTP 304, or the cache by returning it
 * @param lastDecision what the cache decided at the last poll; empty if it was not asked
 * @param lastOutcome how the last poll ended; empty before the first
 * @param sinceReceived the time since the served document arrived from its source
 * @param sinceConfirmed the time since the source last said so; with definitions that do not change
 *     this stays below two poll intervals, while {@code sinceReceived} grows for weeks
 * @param lastError the last failure of the API or the cache, which may be over by now; never shows
 *     the secret key
 * @param backOff how much longer no request is sent, since the API told to come back later; empty
 *     if it may be asked
 */
public record LoaderStatus(
    long polls,
    long apiRequests,
    long notModified,
    long changes,
    DefinitionSource source,
    Optional<Decision> lastDecision,
    Optional<PollOutcome> lastOutcome,
    Optional<Duration> sinceReceived,
    Optional<Duration> sinceConfirmed,
    Optional<String> lastError,
    Optional<Duration> backOff) {}
