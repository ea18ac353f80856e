package io.flagcache.redis;

import io.flagcache.core.FlagCacheProviderFactory;
import io.flagcache.core.credentials.CredentialsProviders;
import io.flagcache.core.credentials.CredentialsTarget;
import io.flagcache.core.url.HostAndPort;
import io.flagcache.core.url.UrlParameters;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes Redis providers from URLs; called through {@link
 * io.flagcache.FlagDefinitionCacheProviders}.
 *
 * <p>The address is written as for {@link RedisFlagCacheBuilder#url(String)}; or {@code
 * redis+config:/path/redisson.yaml} names a file for {@link RedisFlagCacheBuilder#config(Path)}.
 * Parameters follow as {@code ?name=value&name=value}, percent-encoded: all settings of {@link
 * io.flagcache.core.FlagCacheBuilder} except listeners, and {@code layout}, {@code keyPrefix},
 * {@code user}, {@code password}, {@code passwordFile}, {@code authentication} for {@link
 * CredentialsProviders}, {@code sentinelUser}, {@code sentinelPassword}, {@code truststore}, {@code
 * truststorePassword}, {@code keystore} and {@code keystorePassword}.
 */
public final class RedisFlagCacheFactory extends FlagCacheProviderFactory {

  private static final String CONFIG = "redis+config";

  /** Called by {@link java.util.ServiceLoader}. */
  public RedisFlagCacheFactory() {}

  @Override
  public Set<String> schemes() {
    return Set.of(
        "redis",
        "rediss",
        "redis+sentinel",
        "rediss+sentinel",
        "redis+cluster",
        "rediss+cluster",
        CONFIG);
  }

  @Override
  protected RedisFlagCacheBuilder builder(String address, UrlParameters parameters) {
    RedisFlagCacheBuilder builder = RedisFlagCache.builder();
    Optional<Path> config = UrlParameters.fileIn(CONFIG, address, "redisson.yaml");
    config.ifPresentOrElse(builder::config, () -> builder.url(address));
    parameters.word("layout", RedisLayout.class).ifPresent(builder::layout);
    parameters.text("keyPrefix").ifPresent(builder::keyPrefix);
    Optional<String> user = parameters.text("user");
    user.ifPresent(builder::user);
    parameters.text("password").ifPresent(builder::password);
    parameters.text("passwordFile").map(Path::of).ifPresent(builder::passwordFile);
    CredentialsProviders.of(parameters, () -> target(config, address, user))
        .ifPresent(builder::credentialsProvider);
    parameters.text("sentinelUser").ifPresent(builder::sentinelUser);
    parameters.text("sentinelPassword").ifPresent(builder::sentinelPassword);
    parameters.text("truststore").map(Path::of).ifPresent(builder::truststore);
    parameters.text("truststorePassword").ifPresent(builder::truststorePassword);
    parameters.text("keystore").map(Path::of).ifPresent(builder::keystore);
    parameters.text("keystorePassword").ifPresent(builder::keystorePassword);
    return builder;
  }

  private static CredentialsTarget target(
      Optional<Path> config, String address, Optional<String> user) {
    if (config.isPresent()) {
      return new CredentialsTarget("redis", List.of(), user);
    }
    RedisUrl url = RedisUrl.parse(address);
    List<HostAndPort> nodes =
        url.nodes().stream().map(node -> HostAndPort.toConnect("The Redis URL", node)).toList();
    return new CredentialsTarget("redis", nodes, user.or(url::user));
  }
}
