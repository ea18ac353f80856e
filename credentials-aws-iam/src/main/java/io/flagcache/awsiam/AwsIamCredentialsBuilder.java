package io.flagcache.awsiam;

import java.time.Clock;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/**
 * Settings of tokens. Needs a user; everything else has a default. Not safe for several threads.
 */
public final class AwsIamCredentialsBuilder {

  /** Signed as a host, so that what is none would be signed wrongly. */
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.-]+");

  private static final int LAST_PORT = 65_535;

  private final Service service;
  private final String host;
  private final int port;
  private @Nullable String user;
  private @Nullable String region;
  private @Nullable IdentityProvider<? extends AwsCredentialsIdentity> awsCredentials;
  private Clock clock = Clock.systemUTC();

  AwsIamCredentialsBuilder(Service service, String host, int port) {
    this.service = service;
    this.host = Objects.requireNonNull(host, "host");
    this.port = port;
  }

  /**
   * As whom to connect.
   *
   * @param user of the database or cache, which has to be one that logs in by IAM
   * @return this builder
   */
  public AwsIamCredentialsBuilder user(String user) {
    this.user = Objects.requireNonNull(user, "user");
    return this;
  }

  /**
   * Where the database or cache is.
   *
   * @param region for example {@code eu-central-1}; by default what the host of RDS names, or else
   *     what the AWS SDK finds
   * @return this builder
   */
  public AwsIamCredentialsBuilder region(String region) {
    this.region = Objects.requireNonNull(region, "region");
    return this;
  }

  /**
   * Who signs.
   *
   * @param awsCredentials a credentials provider of the AWS SDK, which is never closed; by default
   *     one that looks where the SDK looks
   * @return this builder
   */
  public AwsIamCredentialsBuilder awsCredentials(
      IdentityProvider<? extends AwsCredentialsIdentity> awsCredentials) {
    this.awsCredentials = Objects.requireNonNull(awsCredentials, "awsCredentials");
    return this;
  }

  AwsIamCredentialsBuilder clock(Clock clock) {
    this.clock = clock;
    return this;
  }

  /**
   * Makes the provider. Without a region it may ask the machine's service for one, as the AWS SDK
   * does; nobody is asked for credentials yet.
   *
   * @return tokens for that user
   * @throws IllegalArgumentException if there is no user, or a value is wrong
   * @throws IllegalStateException if no region is set and the AWS SDK finds none
   */
  public AwsIamCredentials build() {
    String named = user;
    if (named == null || named.isBlank()) {
      throw new IllegalArgumentException("There is no user, for whom a token is made; set user");
    }
    ConnectToken token =
        new ConnectToken(service, checkedHost(), checkedPort(), named, region(), clock);
    return new AwsIamCredentials(
        named,
        token,
        awsCredentials == null ? DefaultCredentialsProvider.builder().build() : awsCredentials);
  }

  private String checkedHost() {
    if (service == Service.RDS) {
      if (!HOST.matcher(host).matches()) {
        throw new IllegalArgumentException(
            "The host is '" + host + "'; use that of the endpoint as RDS names it");
      }
      return host;
    }
    // The services make names lower case.
    String name = host.toLowerCase(Locale.ROOT);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "The cache is called '"
              + host
              + "', which is no name of one; use the name of a serverless cache or of a MemoryDB"
              + " cluster, or the id of a replication group, and not an address");
    }
    return name;
  }

  private int checkedPort() {
    if (service == Service.RDS && (port < 1 || port > LAST_PORT)) {
      throw new IllegalArgumentException("The port is " + port + "; use 1 to " + LAST_PORT);
    }
    return port;
  }

  private String region() {
    if (region != null) {
      return region;
    }
    return AwsHost.region(host).orElseGet(AwsIamCredentialsBuilder::regionOfTheSdk);
  }

  private static String regionOfTheSdk() {
    try {
      return DefaultAwsRegionProviderChain.builder().build().getRegion().id();
    } catch (SdkException e) {
      throw new IllegalStateException(
          "The AWS SDK finds no region for IAM authentication; set region to one such as"
              + " eu-central-1, or the environment variable AWS_REGION",
          e);
    }
  }
}
