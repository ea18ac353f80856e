package io.flagcache.cli.conformance;

import static java.util.stream.Collectors.toSet;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.FlagDefinitionCacheProviders;
import io.flagcache.conformance.Capability;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.ProviderFixtureFactory;
import io.flagcache.conformance.WorkerSettings;
import io.flagcache.core.url.ProviderUrl;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.opentest4j.TestAbortedException;

/**
 * Workers over a server that is the user's: it may hold data that matters, so nothing is done to it
 * but what workers do with the service keys of the tests.
 */
final class UrlFixtureFactory implements ProviderFixtureFactory {

  /** What the tests leave behind is gone after this time, where the backend has expiry. */
  private static final Duration LONGEST_TTL = Duration.ofMinutes(15);

  /** A shorter password may well be a word in what a provider says of itself. */
  private static final int UNLIKELY_BY_CHANCE = 10;

  private static final List<String> MADE_BY_THE_KIT =
      List.of(
          "serviceKey",
          "pollInterval",
          "lease",
          "entryTtl",
          "decisionDeadline",
          "transferDeadline",
          "outagePolicy",
          "holdLimit",
          "role",
          "maxDocumentBytes");

  private final ProviderUrl url;

  UrlFixtureFactory(ProviderUrl url) {
    url.refuse(MADE_BY_THE_KIT, "the rules set it");
    if (url.createsMissing()) {
      url.refuse(url.createMissing().keySet(), "missing tables are created anyway");
    }
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
    if (!secretsOfTheUrl().isEmpty()) {
      capabilities.add(Capability.CREDENTIALS);
    }
    return capabilities;
  }

  /** The URL of a worker with a service key and everything else as by default. */
  ProviderUrl urlFor(String serviceKey) {
    Map<String, String> parameters = new LinkedHashMap<>(url.createMissing());
    parameters.put("serviceKey", serviceKey);
    parameters.put("entryTtl", LONGEST_TTL.toString());
    return url.with(parameters);
  }

  private String urlFor(WorkerSettings settings) {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (!settings.reader()) {
      parameters.putAll(url.createMissing());
    }
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
    return url.with(parameters).text();
  }

  private Set<String> secretsOfTheUrl() {
    return url.redaction().secrets().stream()
        .filter(secret -> secret.length() >= UNLIKELY_BY_CHANCE)
        .collect(toSet());
  }

  private static Duration ttl(WorkerSettings settings) {
    Duration longest = settings.lease().compareTo(LONGEST_TTL) > 0 ? settings.lease() : LONGEST_TTL;
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
      return secretsOfTheUrl();
    }

    @Override
    public void close() {}
  }
}
