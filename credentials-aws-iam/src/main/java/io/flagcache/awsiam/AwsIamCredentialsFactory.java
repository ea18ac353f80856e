package io.flagcache.awsiam;

import io.flagcache.core.credentials.CredentialsProvider;
import io.flagcache.core.credentials.CredentialsProviderFactory;
import io.flagcache.core.credentials.CredentialsTarget;
import io.flagcache.core.url.HostAndPort;
import io.flagcache.core.url.UrlParameters;
import java.util.Optional;

/**
 * Makes tokens for URLs with {@code authentication=aws-iam}. AWS credentials are found as the AWS
 * SDK finds them. The user is that of the URL. Parameters, each behind the prefix that the
 * backend's URLs have:
 *
 * <ul>
 *   <li>{@code region}: by default what the host of RDS or MemoryDB names, or else what the AWS SDK
 *       finds
 *   <li>{@code endpoint}, of a database: host and port as RDS names them, if the URL has an alias
 *       or several hosts
 *   <li>{@code cacheName}, of a cache: the name of a serverless cache or of a MemoryDB cluster, or
 *       the id of a replication group
 *   <li>{@code service}, of a cache: {@code elasticache} or {@code memorydb}; by default what its
 *       host says, or else ElastiCache
 *   <li>{@code serverless}, of ElastiCache: by default whether its host says so
 * </ul>
 */
public final class AwsIamCredentialsFactory implements CredentialsProviderFactory {

  /** Called by {@link java.util.ServiceLoader}. */
  public AwsIamCredentialsFactory() {}

  private enum CacheService {
    ELASTICACHE,
    MEMORYDB
  }

  @Override
  public String name() {
    return "aws-iam";
  }

  @Override
  public CredentialsProvider create(CredentialsTarget target, UrlParameters parameters) {
    AwsIamCredentialsBuilder builder =
        switch (target.protocol()) {
          case "postgresql", "mariadb", "mysql" -> ofDatabase(target, parameters);
          case "redis" -> ofCache(target, parameters);
          default ->
              throw new IllegalArgumentException(
                  "authentication is aws-iam, which is for PostgreSQL, MariaDB and MySQL on RDS and"
                      + " Aurora, and for ElastiCache and MemoryDB; leave it out");
        };
    target.user().ifPresent(builder::user);
    parameters
        .text("region")
        .or(() -> host(target).flatMap(AwsHost::region))
        .ifPresent(builder::region);
    return builder.build();
  }

  private static Optional<String> host(CredentialsTarget target) {
    return target.nodes().stream().map(HostAndPort::host).findFirst();
  }

  private static AwsIamCredentialsBuilder ofDatabase(
      CredentialsTarget target, UrlParameters parameters) {
    HostAndPort endpoint =
        parameters
            .text("endpoint")
            .map(text -> HostAndPort.toConnect("The parameter endpoint", text))
            .orElseGet(() -> only(target));
    if (endpoint.port().isEmpty()) {
      throw new IllegalArgumentException(
          "endpoint is " + endpoint + ", which has no port; write it as host:port");
    }
    return AwsIamCredentials.forRds(endpoint.host(), endpoint.port().getAsInt());
  }

  private static HostAndPort only(CredentialsTarget target) {
    if (target.nodes().size() != 1) {
      throw new IllegalArgumentException(
          "authentication is aws-iam, which signs for one host, and the URL does not name just one;"
              + " set endpoint to the endpoint as RDS names it, host:port");
    }
    return target.nodes().get(0);
  }

  private static AwsIamCredentialsBuilder ofCache(
      CredentialsTarget target, UrlParameters parameters) {
    String host = host(target).orElse("");
    String name =
        parameters
            .text("cacheName")
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "authentication is aws-iam, and there is no cacheName; set it to the name"
                            + " of the serverless cache or MemoryDB cluster, or to the id of the"
                            + " replication group"));
    boolean memoryDb =
        parameters
            .word("service", CacheService.class)
            .map(CacheService.MEMORYDB::equals)
            .orElse(AwsHost.isMemoryDb(host));
    if (memoryDb) {
      return AwsIamCredentials.forMemoryDb(name);
    }
    boolean serverless = parameters.bool("serverless").orElse(AwsHost.isServerless(host));
    return serverless
        ? AwsIamCredentials.forServerlessElastiCache(name)
        : AwsIamCredentials.forElastiCache(name);
  }
}
