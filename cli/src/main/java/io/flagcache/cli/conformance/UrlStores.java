package io.flagcache.cli.conformance;

import io.flagcache.conformance.store.StoreCapability;
import io.flagcache.conformance.store.StoreFixture;
import io.flagcache.core.FlagCacheProviderFactory;
import io.flagcache.core.FlagCacheSettings;
import io.flagcache.core.store.FlagCacheStore;
import io.flagcache.core.store.PayloadFormat;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.opentest4j.TestAbortedException;

/** Stores over a server that is the user's, to which nothing is done but what stores do. */
final class UrlStores {

  private final ScratchUrl url;
  private final Set<StoreCapability> capabilities;

  /**
   * Opens a store once, to see what kind it is.
   *
   * @throws IllegalArgumentException if the URL has no store of the engine's
   * @throws IllegalStateException if the backend answers but cannot be used as it is
   */
  UrlStores(ScratchUrl url) {
    this.url = url;
    this.capabilities = EnumSet.noneOf(StoreCapability.class);
    FlagCacheStore store = open(url, Map.of("serviceKey", "kit-" + UUID.randomUUID()));
    // Only a layout that other programs share does without.
    if (store.payloadFormat() == PayloadFormat.FRAMED) {
      capabilities.add(StoreCapability.LAST_LEASE);
      capabilities.add(StoreCapability.STORED_STAMP);
    }
    store.close();
    if (!url.secrets().isEmpty()) {
      capabilities.add(StoreCapability.CREDENTIALS);
    }
  }

  private static FlagCacheStore open(ScratchUrl url, Map<String, String> settings) {
    return FlagCacheProviderFactory.openStore(url.withCreation(settings).text());
  }

  StoreFixture newFixture() {
    return new UrlStoreFixture();
  }

  Set<StoreCapability> capabilities() {
    return capabilities;
  }

  private final class UrlStoreFixture implements StoreFixture {
    private boolean hasStores;

    @Override
    public synchronized FlagCacheStore newStore(FlagCacheSettings settings) {
      hasStores = true;
      Map<String, String> parameters = new LinkedHashMap<>();
      parameters.put("serviceKey", settings.serviceKey());
      parameters.put("pollInterval", settings.pollInterval().toString());
      parameters.put("lease", settings.lease().toString());
      parameters.put("entryTtl", settings.entryTtl().toString());
      parameters.put("decisionDeadline", settings.decisionDeadline().toString());
      parameters.put("transferDeadline", settings.transferDeadline().toString());
      parameters.put("maxDocumentBytes", Integer.toString(settings.maxDocumentBytes()));
      return open(url, parameters);
    }

    /** The service key of a test is new, so that there is nothing to delete before it. */
    @Override
    public synchronized void wipe() {
      if (hasStores) {
        throw new TestAbortedException(
            "needs a loss of the backend's data, which is not done to a server given by --url");
      }
    }

    @Override
    public Set<String> secrets() {
      return url.secrets();
    }

    @Override
    public void close() {}
  }
}
