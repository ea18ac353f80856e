package io.flagcache.jdbc;

import io.flagcache.core.FlagCacheProviderFactory;
import io.flagcache.core.credentials.CredentialsProviders;
import io.flagcache.core.url.UrlParameters;
import io.flagcache.core.url.UrlStyle;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Makes JDBC providers from URLs; called through {@link io.flagcache.FlagDefinitionCacheProviders}.
 *
 * <p>The URL is the driver's own. Parameters with the prefix {@code flagcache.} are taken out of it
 * before the driver sees it, with the separators of the driver's URLs: {@code
 * jdbc:postgresql://db/app?user=app&flagcache.serviceKey=checkout&flagcache.pollInterval=10s},
 * {@code jdbc:h2:./cache;AUTO_SERVER=TRUE;flagcache.createSchema=true}. Their values are
 * percent-decoded. They are all settings of {@link io.flagcache.core.FlagCacheBuilder} except
 * listeners, and {@code schema}, {@code leaseTable}, {@code entryTable}, {@code createSchema},
 * {@code dialect}, {@code user}, {@code password} and {@code passwordFile} of {@link
 * JdbcFlagCacheBuilder}, and {@code authentication} for {@link CredentialsProviders}.
 */
public final class JdbcFlagCacheFactory extends FlagCacheProviderFactory {

  /** Called by {@link java.util.ServiceLoader}. */
  public JdbcFlagCacheFactory() {}

  @Override
  public Set<String> schemes() {
    return Set.of("jdbc");
  }

  @Override
  public UrlStyle urlStyle() {
    return JdbcUrlStyle.INSTANCE;
  }

  @Override
  protected JdbcFlagCacheBuilder builder(String address, UrlParameters parameters) {
    JdbcUrlStyle.demandNoSettingOfOurs(address);
    JdbcFlagCacheBuilder builder = JdbcFlagCache.builder().url(address);
    parameters.text("schema").ifPresent(builder::schema);
    parameters.text("leaseTable").ifPresent(builder::leaseTable);
    parameters.text("entryTable").ifPresent(builder::entryTable);
    parameters.bool(JdbcUrlStyle.CREATE_SCHEMA).ifPresent(builder::createSchema);
    parameters.word("dialect", JdbcDialect.class).ifPresent(builder::dialect);
    Optional<String> user = parameters.text("user");
    user.ifPresent(builder::user);
    parameters.text("password").ifPresent(builder::password);
    parameters.text("passwordFile").map(Path::of).ifPresent(builder::passwordFile);
    CredentialsProviders.of(parameters, () -> JdbcTarget.of(address, user))
        .ifPresent(builder::credentialsProvider);
    return builder;
  }
}
