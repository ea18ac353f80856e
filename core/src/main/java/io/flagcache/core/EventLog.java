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
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.text.PlainText;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs each event and passes it on to the user's listeners, whose failures it contains. */
final class EventLog implements FlagCacheListener {

  private static final Logger LOG = LoggerFactory.getLogger(FlagCacheProvider.class);

  private final String provider;
  private final List<FlagCacheListener> listeners;
  private final Set<FlagCacheListener> failed = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Leads and gives up in turn until there is a document, which may be for ever. */
  private boolean resigns;

  EventLog(Object provider, List<FlagCacheListener> listeners) {
    this.provider = PlainText.of(provider);
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
          LOG.warn(
              "{}: a listener failed, which is not logged again", provider, PlainText.failure(e));
        }
      }
    }
  }

  private void log(FlagCacheEvent event) {
    if (event instanceof BecameLeader || event instanceof LostLeadership) {
      logLeadership(event);
    } else if (event instanceof Resigned e) {
      logResignation(e);
    } else if (event instanceof Published e) {
      LOG.debug(
          "{}: stored {}, {} bytes of JSON in {}",
          provider,
          shown(e.stamp()),
          e.documentBytes(),
          e.storedBytes());
      resignsNoMore();
    } else if (event instanceof Republished e) {
      LOG.info("{}: stored the last document again as {}", provider, shown(e.stamp()));
      resignsNoMore();
    } else if (event instanceof PublishRefused e) {
      LOG.warn("{}: publish rejected: stale epoch {}", provider, e.epoch());
    } else if (event instanceof EntryUnreadable e) {
      LOG.warn(
          "{}: entry {} is treated as absent: {}",
          provider,
          shown(e.stamp()),
          PlainText.of(e.reason()));
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

  private void logLeadership(FlagCacheEvent event) {
    if (event instanceof BecameLeader e) {
      log(LOG::info, "{}: leads now, epoch {}", provider, e.epoch());
    } else if (event instanceof LostLeadership e) {
      log(LOG::info, "{}: lost leadership, epoch {} is over", provider, e.epoch());
    }
  }

  private void logResignation(Resigned event) {
    log(
        LOG::warn,
        "{}: gave up epoch {}: the cache is empty and this worker's polls bring no document;"
            + " stays out of the election for {}, and goes on so, which is not logged again,"
            + " until there is one",
        provider,
        event.epoch(),
        event.coolDown());
    resigns = true;
  }

  /** Not by the fluent methods, which SLF4J 1.7 lacks. */
  private void log(BiConsumer<String, Object[]> level, String format, Object... arguments) {
    BiConsumer<String, Object[]> quietly = LOG::debug;
    (resigns ? quietly : level).accept(format, arguments);
  }

  private void resignsNoMore() {
    if (resigns) {
      resigns = false;
      LOG.info("{}: stored a document, and gives leadership up no more", provider);
    }
  }

  private static String shown(EntryStamp stamp) {
    return PlainText.of(stamp);
  }

  private void logOutage(FlagCacheEvent event) {
    if (event instanceof OutageBegan e) {
      LOG.warn("{}: the backend does not answer: {}", provider, PlainText.of(e.cause()));
      LOG.debug("{}: first failure", provider, PlainText.failure(e.cause()));
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
