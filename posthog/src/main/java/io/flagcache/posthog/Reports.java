package io.flagcache.posthog;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells log and listener what happens, and a lasting failure once. One thread at a time. */
final class Reports {

  private static final Logger LOG = LoggerFactory.getLogger(DefinitionLoader.class);

  private final LoaderState state;
  private final LoaderListener listener;
  private final Set<CacheCall> failing = EnumSet.noneOf(CacheCall.class);
  private @Nullable String apiCondition;
  private boolean listenerFailed;
  private boolean pollFailed;

  Reports(LoaderState state, LoaderListener listener) {
    this.state = state;
    this.listener = listener;
  }

  void apiFailed(ApiAnswer.Failed failure, Optional<Duration> backOff) {
    state.failed(failure.message());
    if (failure.condition().equals(apiCondition)) {
      return;
    }
    apiCondition = failure.condition();
    LOG.warn(
        "{}. {}{}",
        failure.message(),
        state.definitions().isPresent()
            ? "The loaded flag definitions stay in use"
            : "No flag definitions are loaded yet",
        backOff.map(pause -> "; the next request is sent in " + pause).orElse(""));
    tell(new LoaderEvent.ApiFailed(failure.message(), backOff));
  }

  void apiWorked() {
    if (apiCondition != null) {
      apiCondition = null;
      LOG.info("The API returns flag definitions again");
      tell(new LoaderEvent.ApiRecovered());
    }
  }

  void cacheFailed(CacheCall call, Throwable cause) {
    state.failed("The cache failed at " + call + ": " + cause);
    if (failing.add(call)) {
      LOG.warn("The cache failed at {}", call, cause);
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
          cause);
    }
  }

  void tell(LoaderEvent event) {
    try {
      listener.on(event);
    } catch (Throwable e) {
      if (!listenerFailed) {
        listenerFailed = true;
        LOG.error("The listener failed, which is not logged again", e);
      }
    }
  }
}
