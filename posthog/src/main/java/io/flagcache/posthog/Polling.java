package io.flagcache.posthog;

import io.flagcache.FlagDefinitionCacheData;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What happens in a poll: the cache decides, and the API or the cache is read. One poll at a time.
 */
final class Polling {

  private final @Nullable FlagsApi api;
  private final @Nullable Cache cache;
  private final Pacing pacing;
  private final LongSupplier nanoTime;
  private final BackOff backOff;
  private final Candidacy candidacy;
  private final Waiter waiter;
  private final LoaderState state;
  private final Reports reports;

  /** Belongs to the document that is served; null once the cache has replaced that document. */
  private @Nullable String etag;

  /** Whether the provider is known to have the document that the ETag belongs to. */
  private boolean shared;

  private boolean leads;
  private boolean ledBefore;
  private @Nullable Long lastRequest;

  Polling(LoaderSettings settings, Waiter waiter, LoaderState state, Reports reports) {
    this.api =
        settings.access() == null
            ? null
            : new FlagsApi(
                settings.access(), settings.requestTimeout(), settings.maxDocumentBytes(), waiter);
    this.cache =
        settings.cache() == null
            ? null
            : new Cache(settings.cache(), settings.stageLimit(), waiter, reports);
    this.pacing = settings.pacing();
    this.nanoTime = settings.nanoTime();
    this.backOff = new BackOff(settings.pollInterval(), nanoTime);
    this.candidacy = new Candidacy(settings.pollInterval(), settings.lease(), nanoTime);
    this.waiter = waiter;
    this.state = state;
    this.reports = reports;
  }

  /**
   * Polls.
   *
   * @param decided told what the cache has decided, before what follows from it
   */
  PollResult poll(Consumer<Optional<Decision>> decided) {
    long changesBefore = state.changes();
    Optional<Decision> decision = Optional.empty();
    PollOutcome outcome;
    try {
      decision = decide();
      decided.accept(decision);
      outcome = run(decision);
    } catch (CancellationException e) {
      outcome = interrupted();
    }
    return new PollResult(decision, outcome, state.changes() != changesBefore);
  }

  /** Reads the cache, without taking part in the election. */
  PollResult readOnly() {
    long changesBefore = state.changes();
    PollOutcome outcome;
    try {
      outcome = read();
    } catch (CancellationException e) {
      outcome = interrupted();
    }
    return new PollResult(Optional.empty(), outcome, state.changes() != changesBefore);
  }

  private PollOutcome interrupted() {
    return waiter.isClosed() ? PollOutcome.CLOSED : PollOutcome.FAILED;
  }

  private Optional<Decision> decide() {
    if (cache == null || api == null) {
      return Optional.empty();
    }
    if (!candidacy.stands()) {
      leads = false;
      return Optional.empty();
    }
    ledBefore = leads;
    // The cache takes each question for a poll that brings a document, and ends such a leadership.
    Decision decision = leads && !shared && !isDue() ? Decision.LEAD : cache.decide();
    leads = decision == Decision.LEAD;
    if (!leads) {
      candidacy.doesNotLead();
    }
    return Optional.of(decision);
  }

  private PollOutcome run(Optional<Decision> decision) {
    if (api == null) {
      return read();
    }
    if (decision.isEmpty()) {
      return cache == null ? fetch(api) : pollAside(api);
    }
    if (leads) {
      PollOutcome fetched = fetch(api);
      stepAsideIfFailing(fetched);
      // A leader is never told to read: without this it would have no flags while the API is down.
      return state.definitions().isEmpty() && read() == PollOutcome.READ
          ? PollOutcome.READ
          : fetched;
    }
    boolean follows = decision.filter(Decision.FOLLOW::equals).isPresent();
    if (follows) {
      PollOutcome read = read();
      if (suffices(read)) {
        return read;
      }
    }
    // Without leader or cache the whole fleet comes here, and whoever is first may fill the cache.
    boolean waited = waitForTurn();
    return waited && follows && read() == PollOutcome.READ ? PollOutcome.READ : fetch(api);
  }

  /** Goes on asking the API, and stands for election again as soon as that answers. */
  private PollOutcome pollAside(FlagsApi api) {
    PollOutcome fetched = fetch(api);
    boolean worked = fetched == PollOutcome.FETCHED || fetched == PollOutcome.NOT_MODIFIED;
    return worked || read() != PollOutcome.READ ? fetched : PollOutcome.READ;
  }

  private boolean suffices(PollOutcome read) {
    return read == PollOutcome.READ
        || (read == PollOutcome.CACHE_EMPTY && state.definitions().isPresent());
  }

  private void stepAsideIfFailing(PollOutcome fetched) {
    if (fetched == PollOutcome.FAILED || fetched == PollOutcome.BACKING_OFF) {
      candidacy.apiFailedLeader().ifPresent(reports::steppedAside);
    }
  }

  /** Returns whether it waited. */
  private boolean waitForTurn() {
    if (pacing.jitter().isZero() || backOff.isRunning() || !isDue()) {
      return false;
    }
    waiter.pause(pacing.nextJitter());
    return true;
  }

  private PollOutcome read() {
    if (cache == null) {
      return PollOutcome.CACHE_EMPTY;
    }
    CacheAnswer answer = cache.read();
    if (answer instanceof CacheAnswer.Found found) {
      if (serve(found.definitions(), DefinitionSource.CACHE)) {
        etag = null;
      }
      shared = true;
      return PollOutcome.READ;
    }
    return answer instanceof CacheAnswer.Empty ? PollOutcome.CACHE_EMPTY : PollOutcome.FAILED;
  }

  private PollOutcome fetch(FlagsApi api) {
    if (leads && !ledBefore && !shared) {
      // With 304 a new leader would never get to hand the document over.
      etag = null;
    }
    if (backOff.isRunning()) {
      return PollOutcome.BACKING_OFF;
    }
    if (!isDue()) {
      return PollOutcome.NOT_DUE;
    }
    waiter.ensureOpen();
    lastRequest = nanoTime.getAsLong();
    state.requestSent();
    ApiAnswer answer = api.fetch(etag);
    reports.tell(new LoaderEvent.RequestEnded(answer.status(), answer.isUsable()));
    if (answer instanceof ApiAnswer.Failed failed) {
      Optional<Duration> pause = backOff.failed(failed);
      state.backingOff(pause);
      reports.apiFailed(failed, pause);
      return PollOutcome.FAILED;
    }
    backOff.succeeded();
    candidacy.apiWorked();
    state.backingOff(Optional.empty());
    reports.apiWorked();
    if (answer instanceof ApiAnswer.Fetched fetched) {
      take(fetched);
      return PollOutcome.FETCHED;
    }
    if (answer instanceof ApiAnswer.NotModified notModified) {
      etag = notModified.etag().orElse(etag);
    }
    state.notModified();
    offerAgain();
    return PollOutcome.NOT_MODIFIED;
  }

  private boolean isDue() {
    return lastRequest == null
        || nanoTime.getAsLong() - lastRequest >= pacing.shortestGap().toNanos();
  }

  private void take(ApiAnswer.Fetched fetched) {
    etag = fetched.etag().orElse(null);
    shared = false;
    serve(fetched.definitions(), DefinitionSource.API);
    offer(fetched.definitions());
  }

  /** A provider that failed may never have seen the document, which would be lost to all others. */
  private void offerAgain() {
    if (leads && !shared) {
      state.definitions().ifPresent(this::offer);
    }
  }

  private void offer(FlagDefinitionCacheData definitions) {
    if (cache != null) {
      shared = cache.offer(definitions) && leads;
    }
  }

  private boolean serve(FlagDefinitionCacheData definitions, DefinitionSource source) {
    DefinitionSource before = state.source();
    boolean changed = state.serve(definitions, source);
    if (changed) {
      reports.tell(new LoaderEvent.DefinitionsChanged(before, source, definitions));
    }
    return changed;
  }

  /** Returns whether the provider has released what it held, or there is none. */
  boolean close() {
    return cache == null || cache.shutdown();
  }
}
