package io.flagcache.posthog;

import java.util.Optional;

/**
 * What one poll did.
 *
 * @param decision what the cache decided; empty if it was not asked, because there is none, the
 *     loader only reads, has stepped aside, or is closed
 * @param outcome how the poll ended
 * @param changed whether another document is served than before the poll
 */
public record PollResult(Optional<Decision> decision, PollOutcome outcome, boolean changed) {}
