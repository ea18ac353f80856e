package io.flagcache.posthog;

import io.flagcache.FlagDefinitionCacheData;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * What happens in a poll: the cache decides, and the API or the cache is read. One poll at a time.
 */
final class Polling {

  private final @Nullable FlagsApi api;
  private final @Nullable Cache cache;
  private final BackOff backOff;
  private final Waiter waiter;
  private final LoaderState state;
  private final Reports reports;

  /** Belongs to the document that is served; null once the cache has replaced that document. */
  private @Nullable String etag;

  /** Whether the provider is known to have the document that the ETag belongs to. */
  private boolean shared;

  private boolean leads;
  private boolean ledBefore;

  Polling(
      @Nullable FlagsApi api,
      @Nullable Cache cache,
      BackOff backOff,
      Waiter waiter,
      LoaderState state,
      Reports reports) {
    this.api = api;
    this.cache = cache;
    this.backOff = backOff;
    this.waiter = waiter;
    this.state = state;
    this.reports = reports;
  }

  PollResult poll() {
    long changesBefore = state.changes();
    Optional<Decision> decision = Optional.empty();
    PollOutcome outcome;
    try {
      decision = decide();
      outcome = run(decision);
    } catch (CancellationException e) {
      outcome = waiter.isClosed() ? PollOutcome.CLOSED : PollOutcome.FAILED;
    }
    return new PollResult(decision, outcome, state.changes() != changesBefore);
  }

  private Optional<Decision> decide() {
    if (cache == null || api == null) {
      return Optional.empty();
    }
    Decision decision = cache.decide();
    ledBefore = leads;
    leads = decision == Decision.LEAD;
    return Optional.of(decision);
  }

  private PollOutcome run(Optional<Decision> decision) {
    if (api == null) {
      return read();
    }
    if (decision.filter(Decision.FOLLOW::equals).isPresent()) {
      PollOutcome read = read();
      boolean loaded = state.definitions().isPresent();
      if (read == PollOutcome.READ || (read == PollOutcome.CACHE_EMPTY && loaded)) {
        return read;
      }
    }
    PollOutcome fetched = fetch(api);
    // A leader is never told to read: without this it would have no flags while the API is down.
    return leads && state.definitions().isEmpty() && read() == PollOutcome.READ
        ? PollOutcome.READ
        : fetched;
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
    waiter.ensureOpen();
    state.requestSent();
    ApiAnswer answer = api.fetch(etag);
    if (answer instanceof ApiAnswer.Failed failed) {
      reports.apiFailed(failed, backOff.failed(failed));
      return PollOutcome.FAILED;
    }
    backOff.succeeded();
    reports.apiWorked();
    if (answer instanceof ApiAnswer.Fetched fetched) {
      take(fetched);
      return PollOutcome.FETCHED;
    }
    if (answer instanceof ApiAnswer.NotModified notModified) {
      etag = notModified.etag().orElse(etag);
    }
    state.notModified();
    return PollOutcome.NOT_MODIFIED;
  }

  private void take(ApiAnswer.Fetched fetched) {
    etag = fetched.etag().orElse(null);
    shared = false;
    serve(fetched.definitions(), DefinitionSource.API);
    if (cache != null) {
      shared = cache.offer(fetched.definitions()) && leads;
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
}
