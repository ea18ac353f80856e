package io.flagcache.posthog;

import io.flagcache.core.text.PlainText;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells log and listener what happens, and a lasting failure once. One thread at a time. */
final class Reports {

  private static final Logger LOG = LoggerFactory.getLogger(DefinitionLoader.class);

  private final LoaderState state;
  private final List<LoaderListener> listeners = new CopyOnWriteArrayList<>();
  private final Set<CacheCall> failing = EnumSet.noneOf(CacheCall.class);

  /** Logged since the API last worked; several when they come in turn, as behind a balancer. */
  private final Set<String> loggedConditions = new HashSet<>();

  private @Nullable String apiCondition;
  private boolean listenerFailed;
  private boolean pollFailed;
  private boolean steppedAside;
  private boolean sdkFetched;

  Reports(LoaderState state, LoaderListener listener) {
    this.state = state;
    listeners.add(listener);
  }

  /** Safe to call from any thread. */
  void add(LoaderListener listener) {
    listeners.add(Objects.requireNonNull(listener, "listener"));
  }

  /** Safe to call from any thread. */
  void remove(LoaderListener listener) {
    listeners.remove(listener);
  }

  void apiFailed(ApiAnswer.Failed failure, Optional<Duration> backOff) {
    state.failed(failure.message());
    if (failure.condition().equals(apiCondition)) {
      return;
    }
    apiCondition = failure.condition();
    if (loggedConditions.add(failure.condition())) {
      LOG.warn(
          "{}. {}{}",
          PlainText.of(failure.message()),
          state.definitions().isPresent()
              ? "The loaded flag definitions stay in use"
              : "No flag definitions are loaded yet",
          backOff.map(pause -> "; the next request is sent in " + pause).orElse(""));
    }
    tell(new LoaderEvent.ApiFailed(failure.message(), backOff));
  }

  void apiWorked() {
    steppedAside = false;
    if (apiCondition != null) {
      apiCondition = null;
      loggedConditions.clear();
      LOG.info("The API returns flag definitions again");
      tell(new LoaderEvent.ApiRecovered());
    }
  }

  void steppedAside(Duration pause) {
    if (!steppedAside) {
      steppedAside = true;
      LOG.warn(
          "This worker leads, and the API gives it nothing; it takes no part in the election for {},"
              + " so that another can lead",
          pause);
    }
    tell(new LoaderEvent.SteppedAside(pause));
  }

  void sdkFetched() {
    if (!sdkFetched) {
      sdkFetched = true;
      LOG.warn(
          "The SDK had no flag definitions and fetched some by itself, which is not logged again;"
              + " they are not shared, since SDKs lose members of a document");
    }
    tell(new LoaderEvent.SdkFetched());
  }

  void cacheFailed(CacheCall call, Throwable cause) {
    state.failed(PlainText.of("The cache failed at " + call + ": " + cause));
    if (failing.add(call)) {
      LOG.warn("The cache failed at {}", call, PlainText.failure(cause));
      tell(new LoaderEvent.CacheFailed(call, cause));
    }
  }

  void cacheWorked(CacheCall call) {
    if (failing.remove(call)) {
      LOG.info("The cache works again at {}", call);
      tell(new LoaderEvent.CacheRecovered(call));
    }
  }

  void pollFailed(Throwable cause) {
    if (!pollFailed) {
      pollFailed = true;
      LOG.error(
          "A poll failed unexpectedly, which is not logged again; what is served stays, and polling"
              + " goes on",
          PlainText.failure(cause));
    }
  }

  void tell(LoaderEvent event) {
    for (LoaderListener listener : listeners) {
      try {
        listener.on(event);
      } catch (Throwable e) {
        if (!listenerFailed) {
          listenerFailed = true;
          LOG.error("A listener failed, which is not logged again", PlainText.failure(e));
        }
      }
    }
  }
}
