package io.flagcache.jdbc;

import io.flagcache.Deadline;
import io.flagcache.core.FlagCacheBuilder;
import io.flagcache.core.FlagCacheSettings;
import io.flagcache.core.Role;
import io.flagcache.core.credentials.ConnectionCredentials;
import io.flagcache.core.credentials.CredentialsProvider;
import io.flagcache.core.store.FlagCacheStore;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settings of a provider on a database. Needs either a {@link #url(String)} or a {@link
 * #dataSource(DataSource)}; everything else has a default.
 *
 * <p>{@link #build()} connects, and waits for that until the transfer deadline at the longest. If
 * the database is out of reach, or refuses what will pass by itself (it is read-only, its disk is
 * full, it has too many connections), it warns once and returns a provider whose stages fail until
 * the database is there, and which then works without a restart. If the database answers but cannot
 * be used as it is (it refuses the credentials, a table is missing, has wrong columns or takes two
 * service keys for one, a right is not granted, the database is of an unknown kind), it throws an
 * {@link IllegalStateException} that says what to do.
 */
public final class JdbcFlagCacheBuilder extends FlagCacheBuilder<JdbcFlagCacheBuilder> {

  private static final Logger LOG = LoggerFactory.getLogger(JdbcFlagCache.class);

  private @Nullable String url;
  private @Nullable String user;
  private @Nullable String password;
  private @Nullable Path passwordFile;
  private @Nullable CredentialsProvider credentialsProvider;
  private @Nullable DataSource dataSource;
  private @Nullable JdbcDialect dialect;
  private @Nullable String schema;
  private String leaseTable = JdbcTables.DEFAULT_LEASE;
  private String entryTable = JdbcTables.DEFAULT_ENTRY;
  private boolean createSchema;

  JdbcFlagCacheBuilder() {}

  /**
   * Connects by URL, through a pool of the provider's own with at most two connections, which its
   * shutdown closes. The URL goes to the driver as it is, and is never logged. Time-outs that it
   * does not set are set to fit the deadlines. The driver is looked for beside the classes of the
   * provider, among those that the caller's thread sees, and in {@link java.sql.DriverManager}.
   *
   * @param url a JDBC URL, without {@code flagcache.} parameters
   * @return this builder
   */
  public JdbcFlagCacheBuilder url(String url) {
    this.url = Objects.requireNonNull(url, "url");
    return this;
  }

  /**
   * The database user, if the URL does not name it.
   *
   * @param user only with {@link #url(String)}
   * @return this builder
   */
  public JdbcFlagCacheBuilder user(String user) {
    this.user = Objects.requireNonNull(user, "user");
    return this;
  }

  /**
   * The user's password, if the URL does not hold it.
   *
   * @param password only with {@link #url(String)}
   * @return this builder
   */
  public JdbcFlagCacheBuilder password(String password) {
    this.password = Objects.requireNonNull(password, "password");
    return this;
  }

  /**
   * A file with the user's password, which is read anew at each connection, as {@link
   * CredentialsProvider#passwordFile(Path)} says. No connection lives longer than five minutes.
   *
   * @param passwordFile only with {@link #url(String)}, which then has no password
   * @return this builder
   */
  public JdbcFlagCacheBuilder passwordFile(Path passwordFile) {
    this.passwordFile = Objects.requireNonNull(passwordFile, "passwordFile");
    return this;
  }

  /**
   * Who is asked for user and password at each new connection. No connection lives longer than five
   * minutes. A user in the {@link #url(String)} comes before one that this provider names.
   *
   * @param credentialsProvider only with {@link #url(String)}, which then has no password
   * @return this builder
   */
  public JdbcFlagCacheBuilder credentialsProvider(CredentialsProvider credentialsProvider) {
    this.credentialsProvider = Objects.requireNonNull(credentialsProvider, "credentialsProvider");
    return this;
  }

  @Override
  protected void setCredentialsProvider(CredentialsProvider provider) {
    credentialsProvider(provider);
  }

  /**
   * Borrows connections from a data source of the user's, one at a time, which is never closed.
   * They go back with the auto-commit mode, isolation, read-only mode and network time-out that
   * they came with. A connection that broke is aborted, for the pool to replace it.
   *
   * <p>How long {@link DataSource#getConnection()} may take is the data source's own setting: make
   * it shorter than the decision deadline. A call that has not returned by its deadline is given
   * up, and the thread it runs on ends when it does return.
   *
   * @param dataSource hands out connections that take part in no transaction of anybody else
   * @return this builder
   */
  public JdbcFlagCacheBuilder dataSource(DataSource dataSource) {
    this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
    return this;
  }

  /**
   * The SQL to use.
   *
   * @param dialect by default recognised from the product name that the driver reports
   * @return this builder
   */
  public JdbcFlagCacheBuilder dialect(JdbcDialect dialect) {
    this.dialect = Objects.requireNonNull(dialect, "dialect");
    return this;
  }

  /**
   * The schema of the tables; on MariaDB and MySQL the database. It must exist.
   *
   * @param schema letters, digits and underscores, written without quotes; by default none, for the
   *     connection's own
   * @return this builder
   */
  public JdbcFlagCacheBuilder schema(String schema) {
    this.schema = Objects.requireNonNull(schema, "schema");
    return this;
  }

  /**
   * The table of the leases.
   *
   * @param leaseTable letters, digits and underscores, written without quotes; {@code
   *     flagcache_lease} by default
   * @return this builder
   */
  public JdbcFlagCacheBuilder leaseTable(String leaseTable) {
    this.leaseTable = Objects.requireNonNull(leaseTable, "leaseTable");
    return this;
  }

  /**
   * The table of the entries.
   *
   * @param entryTable letters, digits and underscores, written without quotes; {@code
   *     flagcache_entry} by default
   * @return this builder
   */
  public JdbcFlagCacheBuilder entryTable(String entryTable) {
    this.entryTable = Objects.requireNonNull(entryTable, "entryTable");
    return this;
  }

  /**
   * Whether missing tables are created, when the database is first reached. Several workers may do
   * so at once. The statements are the packaged ones, {@code io/flagcache/jdbc/ddl/*.sql}.
   *
   * @param createSchema false by default: then tables that are missing are an error that names the
   *     file to run
   * @return this builder
   */
  public JdbcFlagCacheBuilder createSchema(boolean createSchema) {
    this.createSchema = createSchema;
    return this;
  }

  @Override
  protected FlagCacheStore openStore(FlagCacheSettings settings) {
    if (createSchema && settings.role() == Role.READER) {
      throw new IllegalArgumentException(
          "createSchema is true, but a provider with the role READER writes nothing; leave it out"
              + " and let a worker create the tables");
    }
    JdbcSchema tables =
        new JdbcSchema(
            new JdbcTables(schema, leaseTable, entryTable),
            Optional.ofNullable(dialect),
            createSchema,
            settings.role().access(),
            settings.maxDocumentBytes());
    Login login = login(settings);
    Secrets secrets = Secrets.ofLogin(url, login);
    JdbcStore store =
        new JdbcStore(
            settings.serviceKey(),
            settings.maxPayloadBytes(),
            connections(login, secrets, settings),
            tables,
            secrets);
    try {
      store.connect(Deadline.after(settings.transferDeadline()));
    } catch (SQLException e) {
      reportUnlessUnusable(e, store);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
    return store;
  }

  private Login login(FlagCacheSettings settings) {
    String driverUrl = url;
    Optional<ConnectionCredentials> changing =
        ConnectionCredentials.choose(
            Optional.ofNullable(passwordFile),
            Optional.ofNullable(credentialsProvider),
            password != null || (driverUrl != null && JdbcTarget.hasPassword(driverUrl)),
            "flagcache-" + settings.serviceKey());
    if (driverUrl != null && changing.filter(ConnectionCredentials::requiresTls).isPresent()) {
      DriverTls.demand(driverUrl);
    }
    return new Login(user, password, changing.orElse(null));
  }

  private JdbcConnections connections(Login login, Secrets secrets, FlagCacheSettings settings) {
    DataSource source = dataSource;
    String driverUrl = url;
    boolean connectsByItself =
        Stream.of(driverUrl, user, password, passwordFile, credentialsProvider)
            .anyMatch(Objects::nonNull);
    if (source != null && connectsByItself) {
      throw new IllegalArgumentException(
          "There is a dataSource and also a url, or user, password, passwordFile or"
              + " credentialsProvider for one; set the dataSource alone, or leave it out");
    }
    if (source != null) {
      return new ExternalConnections(source);
    }
    if (driverUrl == null) {
      throw new IllegalArgumentException(
          "There is neither a url nor a dataSource; set one, for example"
              + " url(\"jdbc:postgresql://host/database\")");
    }
    return new ManagedConnections(driverUrl, login, secrets, settings);
  }

  private static void reportUnlessUnusable(SQLException failure, JdbcStore store) {
    Optional<JdbcFailure> kind = JdbcFailure.of(failure);
    if (kind.filter(JdbcFailure::lasts).isPresent()) {
      store.close();
      throw new IllegalStateException(
          (kind.get() == JdbcFailure.REFUSED_LOGIN
                  ? "The database refuses the login ("
                  : "The database cannot be used as it is (")
              + failure.getMessage()
              + ")",
          failure);
    }
    LOG.warn(
        "The database of the flag definition cache is out of reach, and is tried again at each"
            + " call: {}",
        failure.getMessage());
  }
}
