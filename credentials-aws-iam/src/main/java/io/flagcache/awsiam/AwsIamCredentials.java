package io.flagcache.awsiam;

import io.flagcache.core.credentials.Credentials;
import io.flagcache.core.credentials.CredentialsProvider;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;

/**
 * Tokens of AWS IAM in place of a password: for PostgreSQL, MariaDB and MySQL on RDS and Aurora,
 * and for ElastiCache and MemoryDB.
 *
 * <pre>{@code
 * RedisFlagCache.builder()
 *     .url("rediss+cluster://my-cache-abc123.serverless.euc1.cache.amazonaws.com:6379")
 *     .credentialsProvider(
 *         AwsIamCredentials.forServerlessElastiCache("my-cache").user("flags").build())
 * }</pre>
 *
 * <p><b>What a token is.</b> A request to connect, signed by the AWS SDK and valid for 15 minutes.
 * It is made on this machine for each connection, by the clock of this machine; only the AWS
 * credentials that sign it may come from a service, and the SDK keeps those until they expire. A
 * connection outlives its token: on ElastiCache and MemoryDB for twelve hours, after which the
 * server ends it and the client connects anew.
 *
 * <p><b>TLS.</b> A token is worth a password for those 15 minutes, so it is sent by TLS alone: a
 * flag cache whose URL does not demand TLS refuses to be built.
 *
 * <p><b>Rights.</b> {@code rds-db:connect}, {@code elasticache:Connect} or {@code
 * memorydb:Connect}, for the user and the database or cache. What is not allowed is refused by the
 * server as a wrong password.
 *
 * <p>Immutable, and safe for use by several threads.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html">IAM
 *     authentication of RDS</a>
 * @see <a href="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html">IAM
 *     authentication of ElastiCache</a>
 * @see <a href="https://docs.aws.amazon.com/memorydb/latest/devguide/auth-iam.html">IAM
 *     authentication of MemoryDB</a>
 */
public final class AwsIamCredentials implements CredentialsProvider {

  private final String user;
  private final ConnectToken token;
  private final IdentityProvider<? extends AwsCredentialsIdentity> signer;

  AwsIamCredentials(
      String user, ConnectToken token, IdentityProvider<? extends AwsCredentialsIdentity> signer) {
    this.user = user;
    this.token = token;
    this.signer = signer;
  }

  /**
   * Begins tokens for an instance or a cluster of RDS or Aurora.
   *
   * @param host of the endpoint as RDS names it; an alias of it will not do
   * @param port of the endpoint
   * @return a builder that needs a user
   */
  public static AwsIamCredentialsBuilder forRds(String host, int port) {
    return new AwsIamCredentialsBuilder(Service.RDS, host, port);
  }

  /**
   * Begins tokens for a cache of ElastiCache that has nodes.
   *
   * @param replicationGroup its id, which is not its address
   * @return a builder that needs a user
   */
  public static AwsIamCredentialsBuilder forElastiCache(String replicationGroup) {
    return new AwsIamCredentialsBuilder(Service.ELASTICACHE, replicationGroup, 0);
  }

  /**
   * Begins tokens for a serverless cache of ElastiCache.
   *
   * @param cacheName its name, which is not its address
   * @return a builder that needs a user
   */
  public static AwsIamCredentialsBuilder forServerlessElastiCache(String cacheName) {
    return new AwsIamCredentialsBuilder(Service.SERVERLESS_ELASTICACHE, cacheName, 0);
  }

  /**
   * Begins tokens for a cluster of MemoryDB.
   *
   * @param clusterName its name, which is not its address
   * @return a builder that needs a user
   */
  public static AwsIamCredentialsBuilder forMemoryDb(String clusterName) {
    return new AwsIamCredentialsBuilder(Service.MEMORYDB, clusterName, 0);
  }

  /** May block as the source of AWS credentials does. */
  @Override
  public Credentials resolveCredentials() {
    return Credentials.of(user, token.signedBy(signer.resolveIdentity().join()));
  }

  @Override
  public boolean requiresTls() {
    return true;
  }

  @Override
  public String toString() {
    return "IAM authentication of " + user + " at " + token;
  }
}
