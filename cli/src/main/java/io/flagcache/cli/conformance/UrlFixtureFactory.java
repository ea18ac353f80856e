package io.flagcache.cli.conformance;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.FlagDefinitionCacheProviders;
import io.flagcache.conformance.Capability;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.ProviderFixtureFactory;
import io.flagcache.conformance.WorkerSettings;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.opentest4j.TestAbortedException;

/**
 * Workers over a server that is the user's: it may hold data that matters, so nothing is done to it
 * but what workers do with the service keys of the tests.
 */
final class UrlFixtureFactory implements ProviderFixtureFactory {

  private final ScratchUrl url;

  UrlFixtureFactory(ScratchUrl url) {
    this.url = url;
  }

  @Override
  public ProviderFixture newFixture() {
    return new UrlFixture();
  }

  @Override
  public Set<Capability> capabilities() {
    Set<Capability> capabilities =
        EnumSet.of(Capability.READER_ROLE, Capability.HOLD_POLICY, Capability.DOCUMENT_LIMIT);
    if (!url.secrets().isEmpty()) {
      capabilities.add(Capability.CREDENTIALS);
    }
    return capabilities;
  }

  private String urlFor(WorkerSettings settings) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("serviceKey", settings.serviceKey());
    parameters.put("pollInterval", settings.pollInterval().toString());
    parameters.put("lease", settings.lease().toString());
    parameters.put("entryTtl", ttl(settings).toString());
    parameters.put("decisionDeadline", settings.decisionDeadline().toString());
    parameters.put("transferDeadline", settings.transferDeadline().toString());
    parameters.put("outagePolicy", settings.outagePolicy().name().toLowerCase(Locale.ROOT));
    parameters.put("holdLimit", settings.holdLimit().toString());
    parameters.put("role", settings.reader() ? "reader" : "worker");
    settings
        .maxDocumentBytes()
        .ifPresent(bytes -> parameters.put("maxDocumentBytes", Integer.toString(bytes)));
    return (settings.reader() ? url.with(parameters) : url.withCreation(parameters)).text();
  }

  private static Duration ttl(WorkerSettings settings) {
    Duration longest =
        settings.lease().compareTo(ScratchUrl.LONGEST_TTL) > 0
            ? settings.lease()
            : ScratchUrl.LONGEST_TTL;
    return settings.entryTtl().compareTo(longest) < 0 ? settings.entryTtl() : longest;
  }

  private final class UrlFixture implements ProviderFixture {

    private boolean hasWorkers;

    @Override
    public synchronized FlagDefinitionCacheProvider newWorker(WorkerSettings settings) {
      hasWorkers = true;
      return FlagDefinitionCacheProviders.create(urlFor(settings));
    }

    /** The service key of a test is new, so that there is nothing to delete before it. */
    @Override
    public synchronized void wipe() {
      if (hasWorkers) {
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
