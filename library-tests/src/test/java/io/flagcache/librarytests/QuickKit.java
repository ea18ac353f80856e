package io.flagcache.librarytests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.FlagDefinitionCacheProviders;
import io.flagcache.conformance.Capability;
import io.flagcache.conformance.FlagDefinitionCacheProviderConformance;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.WorkerSettings;
import io.flagcache.conformance.rule.Disturbance;
import io.flagcache.core.FlagCacheProviderFactory;
import io.flagcache.core.url.ProviderUrl;
import io.flagcache.kitsupport.JudgesOnly;
import io.flagcache.testservers.Workers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Workers by URL, as most users have them, on whatever libraries are on the class path. */
@Execution(ExecutionMode.CONCURRENT)
@JudgesOnly(
    rules = {"E1", "E5", "P1", "P3", "P9", "C3", "F4"},
    because =
        "they call each primitive of the store at least once, with small and with large documents,"
            + " by several workers and by readers; each backend is judged in full in its module")
abstract class QuickKit extends FlagDefinitionCacheProviderConformance {
  private static final FlagDefinitionCacheData DOCUMENT =
      FlagDefinitionCacheData.of(Map.of("flags", List.of()));

  private static final Map<String, ProviderUrl> USED_ONCE = new ConcurrentHashMap<>();

  /** Where the backend is, without any setting of the kit's. */
  abstract String url();

  @Override
  protected final ProviderFixture fixture() {
    return new UrlFixture(USED_ONCE.computeIfAbsent(url(), QuickKit::usedOnce));
  }

  /** The first use of a class takes a slow machine longer than any deadline. */
  private static ProviderUrl usedOnce(String text) {
    ProviderUrl url = FlagCacheProviderFactory.read(text);
    Map<String, String> settings =
        new LinkedHashMap<>(
            Map.of("serviceKey", "first", "decisionDeadline", "9s", "transferDeadline", "9s"));
    settings.putAll(url.createMissing());
    FlagDefinitionCacheProvider first =
        FlagDefinitionCacheProviders.create(url.with(settings).text());
    try {
      await()
          .ignoreExceptions()
          .until(
              () -> {
                first.shouldFetchFlagDefinitions().toCompletableFuture().join();
                first.onFlagDefinitionsReceived(DOCUMENT).toCompletableFuture().join();
                return first.getFlagDefinitions().toCompletableFuture().join().isPresent();
              });
    } finally {
      Workers.shutDown(first);
    }
    return url;
  }

  @Override
  protected final Set<Capability> capabilities() {
    return Set.of(Capability.READER_ROLE, Capability.HOLD_POLICY, Capability.DOCUMENT_LIMIT);
  }

  private static final class UrlFixture implements ProviderFixture {
    private final ProviderUrl url;
    private volatile boolean hasWorkers;

    UrlFixture(ProviderUrl url) {
      this.url = url;
    }

    @Override
    public FlagDefinitionCacheProvider newWorker(WorkerSettings settings) {
      hasWorkers = true;
      Map<String, String> parameters = new LinkedHashMap<>();
      if (!settings.reader()) {
        parameters.putAll(url.createMissing());
      }
      parameters.put("serviceKey", settings.serviceKey());
      parameters.put("pollInterval", settings.pollInterval().toString());
      parameters.put("lease", settings.lease().toString());
      parameters.put("entryTtl", settings.entryTtl().toString());
      parameters.put("decisionDeadline", settings.decisionDeadline().toString());
      parameters.put("transferDeadline", settings.transferDeadline().toString());
      parameters.put("outagePolicy", settings.outagePolicy().name().toLowerCase(Locale.ROOT));
      parameters.put("holdLimit", settings.holdLimit().toString());
      parameters.put("role", settings.reader() ? "reader" : "worker");
      settings
          .maxDocumentBytes()
          .ifPresent(bytes -> parameters.put("maxDocumentBytes", Integer.toString(bytes)));
      return FlagDefinitionCacheProviders.create(url.with(parameters).text());
    }

    /**
     * The service key of each test is new. What comes of a loss is judged where a backend is at
     * home.
     */
    @Override
    public void wipe() {
      assumeFalse(hasWorkers, "needs a loss of the backend's data");
    }

    @Override
    public Set<Disturbance> disturbances() {
      return Set.of();
    }

    @Override
    public void close() {}
  }
}
