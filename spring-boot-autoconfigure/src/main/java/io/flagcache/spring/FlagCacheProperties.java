package io.flagcache.spring;

import io.flagcache.core.FlagCacheBuilder;
import io.flagcache.core.OutagePolicy;
import io.flagcache.core.Role;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What every cache has. What is not set has the default of {@link FlagCacheBuilder}.
 *
 * @param url URL of the backend, such as redis://localhost. Without it, the application's own
 *     client is used.
 * @param client Name of the bean to use as client, where there are several DataSource,
 *     RedissonClient, HazelcastInstance or DynamoDbClient beans.
 * @param user User at the backend, instead of the one in the URL.
 * @param password Password at the backend, instead of the one in the URL.
 * @param serviceKey Separates fleets that share a backend. It is stored as it is, so it must not be
 *     a secret.
 * @param pollInterval How often the SDK, or the loader, polls.
 * @param lease How long leadership lives without being renewed. By default three poll intervals.
 * @param entryTtl How long an entry lives that no leader polls for.
 * @param decisionDeadline How long a decision and a shutdown may take.
 * @param transferDeadline How long a call may take that moves a document, or waits for a first one.
 * @param outagePolicy What a worker is told while the backend is out of reach.
 * @param holdLimit How long the outage policy 'hold' keeps the last known definitions.
 * @param role Whether this worker takes part in the election, or only reads.
 * @param maxDocumentBytes The longest document that is stored or read, as JSON text.
 */
@ConfigurationProperties("flagcache")
record FlagCacheProperties(
    @Nullable String url,
    @Nullable String client,
    @Nullable String user,
    @Nullable String password,
    @Nullable String serviceKey,
    @Nullable Duration pollInterval,
    @Nullable Duration lease,
    @Nullable Duration entryTtl,
    @Nullable Duration decisionDeadline,
    @Nullable Duration transferDeadline,
    @Nullable OutagePolicy outagePolicy,
    @Nullable Duration holdLimit,
    @Nullable Role role,
    @Nullable Integer maxDocumentBytes) {

  /** Sets on a builder what is set here. */
  <B extends FlagCacheBuilder<B>> B applyTo(B builder) {
    Optional.ofNullable(serviceKey).ifPresent(builder::serviceKey);
    Optional.ofNullable(pollInterval).ifPresent(builder::pollInterval);
    Optional.ofNullable(lease).ifPresent(builder::lease);
    Optional.ofNullable(entryTtl).ifPresent(builder::entryTtl);
    Optional.ofNullable(decisionDeadline).ifPresent(builder::decisionDeadline);
    Optional.ofNullable(transferDeadline).ifPresent(builder::transferDeadline);
    Optional.ofNullable(outagePolicy).ifPresent(builder::outagePolicy);
    Optional.ofNullable(holdLimit).ifPresent(builder::holdLimit);
    Optional.ofNullable(role).ifPresent(builder::role);
    Optional.ofNullable(maxDocumentBytes).ifPresent(builder::maxDocumentBytes);
    return builder;
  }

  /** What is set here, as settings of a URL. */
  Map<String, String> parameters() {
    Map<String, String> parameters = new LinkedHashMap<>();
    put(parameters, "user", user);
    put(parameters, "password", password);
    put(parameters, "serviceKey", serviceKey);
    put(parameters, "pollInterval", pollInterval);
    put(parameters, "lease", lease);
    put(parameters, "entryTtl", entryTtl);
    put(parameters, "decisionDeadline", decisionDeadline);
    put(parameters, "transferDeadline", transferDeadline);
    put(parameters, "outagePolicy", outagePolicy);
    put(parameters, "holdLimit", holdLimit);
    put(parameters, "role", role);
    put(parameters, "maxDocumentBytes", maxDocumentBytes);
    return parameters;
  }

  static void put(Map<String, String> parameters, String name, @Nullable Object value) {
    if (value != null) {
      parameters.put(name, value instanceof Enum<?> word ? word.name() : value.toString());
    }
  }

  /** Shows no setting, since the URL and the password are among them. */
  @Override
  public String toString() {
    return "FlagCacheProperties";
  }
}
