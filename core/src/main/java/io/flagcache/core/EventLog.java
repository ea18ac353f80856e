package io.flagcache.core;

import io.flagcache.core.FlagCacheEvent.BecameLeader;
import io.flagcache.core.FlagCacheEvent.EntryUnreadable;
import io.flagcache.core.FlagCacheEvent.LeaseTooShort;
import io.flagcache.core.FlagCacheEvent.LostLeadership;
import io.flagcache.core.FlagCacheEvent.OutageBegan;
import io.flagcache.core.FlagCacheEvent.OutageEnded;
import io.flagcache.core.FlagCacheEvent.PublishRefused;
import io.flagcache.core.FlagCacheEvent.Published;
import io.flagcache.core.FlagCacheEvent.Republished;
import io.flagcache.core.FlagCacheEvent.Resigned;
import io.flagcache.core.FlagCacheEvent.ServedFromMemory;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs each event and passes it on to the user's listeners, whose failures it contains. */
final class EventLog implements FlagCacheListener {

  private static final Logger LOG = LoggerFactory.getLogger(FlagCacheProvider.class);

  private final Object provider;
  private final List<FlagCacheListener> listeners;
  private final Set<FlagCacheListener> failed = Collections.newSetFromMap(new IdentityHashMap<>());

  EventLog(Object provider, List<FlagCacheListener> listeners) {
    this.provider = provider;
    this.listeners = new CopyOnWriteArrayList<>(listeners);
  }

  void add(FlagCacheListener listener) {
    listeners.add(Objects.requireNonNull(listener, "listener"));
  }

  void remove(FlagCacheListener listener) {
    listeners.remove(listener);
  }

  @Override
  public void on(FlagCacheEvent event) {
    log(event);
    tellAll(listener -> listener.on(event));
  }

  @Override
  public void onStoreCall(StoreCall call) {
    tellAll(listener -> listener.onStoreCall(call));
  }

  private void tellAll(Consumer<FlagCacheListener> news) {
    for (FlagCacheListener listener : listeners) {
      try {
        news.accept(listener);
      } catch (Throwable e) {
        if (failed.add(listener)) {
          LOG.warn("{}: a listener failed, which is not logged again", provider, e);
        }
      }
    }
  }

  private void log(FlagCacheEvent event) {
    if (event instanceof BecameLeader e) {
      LOG.info("{}: leads now, epoch {}", provider, e.epoch());
    } else if (event instanceof LostLeadership e) {
      LOG.info("{}: lost leadership, epoch {} is over", provider, e.epoch());
    } else if (event instanceof Resigned e) {
      LOG.warn(
          "{}: gave up epoch {}: the cache is empty and this worker's polls bring no document;"
              + " stays out of the election for {}",
          provider,
          e.epoch(),
          e.coolDown());
    } else if (event instanceof Published e) {
      LOG.debug(
          "{}: stored {}, {} bytes of JSON in {}",
          provider,
          e.stamp(),
          e.documentBytes(),
          e.storedBytes());
    } else if (event instanceof Republished e) {
      LOG.info("{}: stored the last document again as {}", provider, e.stamp());
    } else if (event instanceof PublishRefused e) {
      LOG.warn("{}: publish rejected: stale epoch {}", provider, e.epoch());
    } else if (event instanceof EntryUnreadable e) {
      LOG.warn("{}: entry {} is treated as absent: {}", provider, e.stamp(), e.reason());
    } else if (event instanceof LeaseTooShort e) {
      LOG.warn(
          "{}: polls come {} apart, but the lease ends after {}: leadership is lost between polls."
              + " Set pollInterval to the SDK's",
          provider,
          e.observed(),
          e.lease());
    } else {
      logOutage(event);
    }
  }

  private void logOutage(FlagCacheEvent event) {
    if (event instanceof OutageBegan e) {
      LOG.warn("{}: the backend does not answer: {}", provider, e.cause().toString());
      LOG.debug("{}: first failure", provider, e.cause());
    } else if (event instanceof OutageEnded e) {
      LOG.info("{}: the backend answers again after {}", provider, e.duration());
    } else if (event instanceof ServedFromMemory e) {
      LOG.warn(
          "{}: keeps the definitions it has had for {} until the backend answers",
          provider,
          e.age());
    }
  }
}
