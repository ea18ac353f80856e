package io.flagcache.redis;

import io.flagcache.Deadline;
import io.flagcache.core.FlagCacheBuilder;
import io.flagcache.core.FlagCacheSettings;
import io.flagcache.core.credentials.ConnectionCredentials;
import io.flagcache.core.credentials.CredentialsProvider;
import io.flagcache.core.store.FlagCacheStore;
import io.flagcache.core.url.Redaction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RedissonClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds providers over Redis or Valkey. It needs one of {@link #url(String)}, {@link
 * #client(RedissonClient)} and {@link #config(Path)}; everything else has a default.
 *
 * <p>{@link #build()} connects and asks the server once, within the transfer deadline. A server
 * that is out of reach is logged and tried again at each call. One that answers but refuses (a
 * wrong password, a missing right, no TLS on its port, no cluster behind a cluster's URL) is an
 * {@link IllegalStateException}.
 *
 * <p>Not safe for use by several threads.
 */
public final class RedisFlagCacheBuilder extends FlagCacheBuilder<RedisFlagCacheBuilder> {

  private static final Logger LOG = LoggerFactory.getLogger(RedisFlagCache.class);

  private static final String DEFAULT_PREFIX = "flagcache";
  private static final Duration POSTHOG_LEASE = Duration.ofSeconds(60);

  private @Nullable String url;
  private @Nullable Path config;
  private @Nullable RedissonClient client;
  private @Nullable String user;
  private @Nullable String password;
  private @Nullable Path passwordFile;
  private @Nullable CredentialsProvider credentialsProvider;
  private @Nullable String sentinelUser;
  private @Nullable String sentinelPassword;
  private @Nullable Path truststore;
  private @Nullable String truststorePassword;
  private @Nullable Path keystore;
  private @Nullable String keystorePassword;
  private @Nullable String keyPrefix;
  private RedisLayout layout = RedisLayout.FLAGCACHE;

  RedisFlagCacheBuilder() {}

  /**
   * Connects by URL, through a client of the provider's own with two connections to each primary
   * and four threads, which its shutdown closes.
   *
   * <ul>
   *   <li>{@code redis://host:port/database}: one server; {@code rediss://} by TLS
   *   <li>{@code redis+sentinel://host:port,host:port/master/database}: the server that sentinels
   *       call the master of that name; {@code rediss+sentinel://} by TLS
   *   <li>{@code redis+cluster://host:port,host:port}: a cluster, of which some nodes are named;
   *       {@code rediss+cluster://} by TLS
   * </ul>
   *
   * @param url with {@code user:password@} or {@code :password@} before the host if needed,
   *     percent-encoded; ports and database may be left out; no parameters
   * @return this builder
   */
  public RedisFlagCacheBuilder url(String url) {
    this.url = Objects.requireNonNull(url, "url");
    return this;
  }

  /**
   * Connects as a configuration file of Redisson's says, through a client of the provider's own,
   * which its shutdown closes. What the file sets is left as it is: threads, pools, addresses, TLS.
   * Time-outs and retries of calls are the provider's.
   *
   * @param config a YAML file
   * @return this builder
   */
  public RedisFlagCacheBuilder config(Path config) {
    this.config = Objects.requireNonNull(config, "config");
    return this;
  }

  /**
   * Uses a client of the application's, which is never closed. Calls have time-outs and retries of
   * their own, and a codec of bytes, whatever the client's are. With replicas, set {@code
   * checkLockSyncedSlaves} to false: otherwise a replica that does not answer keeps the lease from
   * being taken.
   *
   * @param client connected to the primary or the cluster; its {@code NameMapper} applies
   * @return this builder
   */
  public RedisFlagCacheBuilder client(RedissonClient client) {
    this.client = Objects.requireNonNull(client, "client");
    return this;
  }

  /**
   * The user of the server's access control list, if the URL does not name it.
   *
   * @param user only with {@link #url(String)}
   * @return this builder
   */
  public RedisFlagCacheBuilder user(String user) {
    this.user = Objects.requireNonNull(user, "user");
    return this;
  }

  /**
   * The password, if the URL does not hold it.
   *
   * @param password only with {@link #url(String)}
   * @return this builder
   */
  public RedisFlagCacheBuilder password(String password) {
    this.password = Objects.requireNonNull(password, "password");
    return this;
  }

  /**
   * A file with the password, which is read anew at each connection, as {@link
   * CredentialsProvider#passwordFile(Path)} says.
   *
   * @param passwordFile only with {@link #url(String)}, which then has no password
   * @return this builder
   */
  public RedisFlagCacheBuilder passwordFile(Path passwordFile) {
    this.passwordFile = Objects.requireNonNull(passwordFile, "passwordFile");
    return this;
  }

  /**
   * Who is asked for user and password at each new connection: to the server, to each node of a
   * cluster, and to sentinels that ask for a password and have no {@link
   * #sentinelPassword(String)}.
   *
   * @param credentialsProvider only with {@link #url(String)}, which then has no password
   * @return this builder
   */
  public RedisFlagCacheBuilder credentialsProvider(CredentialsProvider credentialsProvider) {
    this.credentialsProvider = Objects.requireNonNull(credentialsProvider, "credentialsProvider");
    return this;
  }

  @Override
  protected void setCredentialsProvider(CredentialsProvider provider) {
    credentialsProvider(provider);
  }

  /**
   * The user at the sentinels.
   *
   * @param sentinelUser only with a sentinel URL
   * @return this builder
   */
  public RedisFlagCacheBuilder sentinelUser(String sentinelUser) {
    this.sentinelUser = Objects.requireNonNull(sentinelUser, "sentinelUser");
    return this;
  }

  /**
   * The password at the sentinels, if it is not the server's.
   *
   * @param sentinelPassword only with a sentinel URL
   * @return this builder
   */
  public RedisFlagCacheBuilder sentinelPassword(String sentinelPassword) {
    this.sentinelPassword = Objects.requireNonNull(sentinelPassword, "sentinelPassword");
    return this;
  }

  /**
   * The certificates that TLS connections trust.
   *
   * @param truststore a PKCS12 or JKS file; the JVM's own by default
   * @return this builder
   */
  public RedisFlagCacheBuilder truststore(Path truststore) {
    this.truststore = Objects.requireNonNull(truststore, "truststore");
    return this;
  }

  /**
   * The password of the truststore.
   *
   * @param truststorePassword only with {@link #truststore(Path)}
   * @return this builder
   */
  public RedisFlagCacheBuilder truststorePassword(String truststorePassword) {
    this.truststorePassword = Objects.requireNonNull(truststorePassword, "truststorePassword");
    return this;
  }

  /**
   * The certificate that the provider shows a server that asks for one.
   *
   * @param keystore a PKCS12 or JKS file; none by default
   * @return this builder
   */
  public RedisFlagCacheBuilder keystore(Path keystore) {
    this.keystore = Objects.requireNonNull(keystore, "keystore");
    return this;
  }

  /**
   * The password of the keystore.
   *
   * @param keystorePassword only with {@link #keystore(Path)}
   * @return this builder
   */
  public RedisFlagCacheBuilder keystorePassword(String keystorePassword) {
    this.keystorePassword = Objects.requireNonNull(keystorePassword, "keystorePassword");
    return this;
  }

  /**
   * Which keys and values are shared.
   *
   * @param layout {@link RedisLayout#FLAGCACHE} by default
   * @return this builder
   */
  public RedisFlagCacheBuilder layout(RedisLayout layout) {
    this.layout = Objects.requireNonNull(layout, "layout");
    return this;
  }

  /**
   * What the names of all keys begin with.
   *
   * @param keyPrefix 1 to 128 letters, digits and {@code . _ : -}; {@code flagcache} by default;
   *     fixed in the PostHog layout
   * @return this builder
   */
  public RedisFlagCacheBuilder keyPrefix(String keyPrefix) {
    this.keyPrefix = Objects.requireNonNull(keyPrefix, "keyPrefix");
    return this;
  }

  @Override
  protected Duration defaultLease(Duration pollInterval) {
    return layout == RedisLayout.POSTHOG && pollInterval.compareTo(POSTHOG_LEASE) < 0
        ? POSTHOG_LEASE
        : super.defaultLease(pollInterval);
  }

  @Override
  protected FlagCacheStore openStore(FlagCacheSettings settings) {
    checkKeyPrefix();
    checkServiceKey(settings.serviceKey());
    RedisSession session = session(settings);
    CheckedStore store =
        layout == RedisLayout.POSTHOG
            ? new PostHogStore(session, settings)
            : new RedisStore(session, keyPrefix == null ? DEFAULT_PREFIX : keyPrefix, settings);
    try {
      store.check(Deadline.after(settings.transferDeadline()));
    } catch (IllegalStateException | IllegalArgumentException e) {
      store.close();
      throw e;
    } catch (Exception e) {
      LOG.warn(
          "The Redis of the flag definition cache cannot be asked, which is tried again at each"
              + " call: {}",
          e.getMessage());
    }
    return store;
  }

  private void checkKeyPrefix() {
    if (keyPrefix == null) {
      return;
    }
    if (layout == RedisLayout.POSTHOG) {
      throw new IllegalArgumentException(
          "keyPrefix is set, but the PostHog layout has fixed keys; leave it out");
    }
    if (!keyPrefix.matches("[A-Za-z0-9._:-]{1,128}")) {
      throw new IllegalArgumentException(
          "keyPrefix is '" + keyPrefix + "'; use 1 to 128 letters, digits and . _ : -");
    }
  }

  private void checkServiceKey(String serviceKey) {
    check(
        layout != RedisLayout.POSTHOG || !serviceKey.endsWith(PostHogStore.LOCK),
        "serviceKey is "
            + serviceKey
            + ", whose document would be the lock of the service key before "
            + PostHogStore.LOCK
            + " in the PostHog layout; use one that does not end in "
            + PostHogStore.LOCK); // I1
  }

  private RedisSession session(FlagCacheSettings settings) {
    if (Stream.of(url, config, client).filter(Objects::nonNull).count() != 1) {
      throw new IllegalArgumentException(
          "Of url, config and client, set one and no other; for example"
              + " url(\"redis://localhost:6379\")");
    }
    if (url == null) {
      checkNothingBesideUrl();
    }
    if (client != null) {
      RedissonSource given = new ExternalRedisson(client);
      return new RedisSession(given, new RedisFailures(given.toString(), Redaction.NONE));
    }
    if (config != null) {
      RedisConfigFile file = RedisConfigFile.read(config);
      RedissonSource own = new ManagedRedisson(file::config, file.toString());
      return new RedisSession(own, new RedisFailures(file.toString(), file.redaction()));
    }
    return urlSession(RedisUrl.parse(Objects.requireNonNull(url)), settings);
  }

  private RedisSession urlSession(RedisUrl parsed, FlagCacheSettings settings) {
    RedisCredentials credentials =
        new RedisCredentials(
            Optional.ofNullable(user).or(parsed::user),
            Optional.ofNullable(password).or(parsed::password),
            Optional.ofNullable(sentinelUser),
            Optional.ofNullable(sentinelPassword),
            changing(parsed, settings));
    RedisTls tls =
        new RedisTls(
            Optional.ofNullable(truststore),
            Optional.ofNullable(truststorePassword),
            Optional.ofNullable(keystore),
            Optional.ofNullable(keystorePassword));
    check(
        parsed.tls() || tls.isEmpty(),
        "There is a truststore or keystore, but the URL is not one for TLS; write rediss://");
    check(
        parsed.topology() == RedisUrl.Topology.SENTINEL
            || (sentinelUser == null && sentinelPassword == null),
        "There is a sentinelUser or sentinelPassword, but the URL names no sentinels; write"
            + " redis+sentinel://, or leave it out");
    Optional<ChangingCredentials> changing = credentials.changing();
    check(
        credentials.user().isEmpty() || credentials.password().isPresent() || changing.isPresent(),
        "There is a user without a password; set the password, or write :password@ in the URL if"
            + " that was to be one");
    check(
        parsed.tls() || changing.filter(ChangingCredentials::requireTls).isEmpty(),
        "The credentials may be sent by TLS alone, and the URL is not one for TLS; write rediss://");
    Redaction redaction = Redaction.of(credentials.secrets()).and(Redaction.of(tls.secrets()));
    RedissonSource own =
        new ManagedRedisson(
            () -> MinimalConfig.of(parsed, credentials, tls, settings),
            parsed.toString(),
            changing);
    return new RedisSession(
        own,
        new RedisFailures(
            parsed.toString(),
            redaction,
            () -> changing.map(ChangingCredentials::redaction).orElse(Redaction.NONE)));
  }

  private Optional<ChangingCredentials> changing(RedisUrl parsed, FlagCacheSettings settings) {
    return ConnectionCredentials.choose(
            Optional.ofNullable(passwordFile),
            Optional.ofNullable(credentialsProvider),
            password != null || parsed.password().isPresent(),
            "flagcache-" + settings.serviceKey())
        .map(asked -> new ChangingCredentials(asked, settings.decisionDeadline().dividedBy(3)));
  }

  private void checkNothingBesideUrl() {
    boolean none =
        Stream.of(
                user,
                password,
                passwordFile,
                credentialsProvider,
                sentinelUser,
                sentinelPassword,
                truststore,
                truststorePassword,
                keystore,
                keystorePassword)
            .allMatch(Objects::isNull);
    check(none, "Credentials and TLS files go with a url; the client or config has its own");
  }

  private static void check(boolean valid, String message) {
    if (!valid) {
      throw new IllegalArgumentException(message);
    }
  }
}
