package io.flagcache.dynamodb;

import io.flagcache.Deadline;
import io.flagcache.core.FlagCacheBuilder;
import io.flagcache.core.FlagCacheSettings;
import io.flagcache.core.Role;
import io.flagcache.core.record.RecordStore;
import io.flagcache.core.store.FlagCacheStore;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;

/**
 * Builds providers over a table of DynamoDB. It needs {@link #table(String)}; everything else has a
 * default.
 *
 * <p>{@link #build()} looks at the table once, within the transfer deadline. A service that is out
 * of reach is logged and tried again at each call, and so is one that is to hand out credentials. A
 * missing table, another key, and credentials that are refused or not there are an {@link
 * IllegalStateException}.
 *
 * <p>Not safe for use by several threads.
 */
public final class DynamoDbFlagCacheBuilder extends FlagCacheBuilder<DynamoDbFlagCacheBuilder> {

  private static final Logger LOG = LoggerFactory.getLogger(DynamoDbFlagCache.class);

  private @Nullable String table;
  private @Nullable String region;
  private @Nullable URI endpoint;
  private @Nullable DynamoDbClient client;
  private boolean createTable;

  DynamoDbFlagCacheBuilder() {}

  /**
   * The table.
   *
   * @param table 3 to 255 letters, digits and {@code . _ -}
   * @return this builder
   */
  public DynamoDbFlagCacheBuilder table(String table) {
    this.table = Objects.requireNonNull(table, "table");
    return this;
  }

  /**
   * The region of a client of the provider's own.
   *
   * @param region for example {@code eu-central-1}; by default as the AWS SDK finds it
   * @return this builder
   */
  public DynamoDbFlagCacheBuilder region(String region) {
    this.region = Objects.requireNonNull(region, "region");
    return this;
  }

  /**
   * The endpoint of a client of the provider's own.
   *
   * @param endpoint for example {@code http://localhost:8000}; by default the region's
   * @return this builder
   */
  public DynamoDbFlagCacheBuilder endpoint(URI endpoint) {
    this.endpoint = Objects.requireNonNull(endpoint, "endpoint");
    return this;
  }

  /**
   * Uses a client of the application's, which is never closed. Each request has a time-out that
   * fits its deadline; the client's own retries happen within it.
   *
   * @param client with region and credentials
   * @return this builder
   */
  public DynamoDbFlagCacheBuilder client(DynamoDbClient client) {
    this.client = Objects.requireNonNull(client, "client");
    return this;
  }

  /**
   * Creates the table if it is missing, billed by request. Needs the right to.
   *
   * @param createTable false by default
   * @return this builder
   */
  public DynamoDbFlagCacheBuilder createTable(boolean createTable) {
    this.createTable = createTable;
    return this;
  }

  @Override
  protected FlagCacheStore openStore(FlagCacheSettings settings) {
    String name = checkedTable();
    if (createTable && settings.role() == Role.READER) {
      throw new IllegalArgumentException(
          "createTable is true, but a provider with the role READER writes nothing; leave it out"
              + " and let a worker create the table");
    }
    DynamoDbClient given = client;
    if (given != null && (region != null || endpoint != null)) {
      throw new IllegalArgumentException(
          "There is a client and also a region or an endpoint; set them on the client");
    }
    DynamoDbClient used = given == null ? ownClient() : given;
    DynamoDbFailures failures = new DynamoDbFailures(used, name);
    ServiceClock clock = new ServiceClock(System::nanoTime);
    Requests requests = new Requests(clock, failures);
    DynamoDbBackend backend =
        new DynamoDbBackend(
            new DynamoDbTable(used, name, settings.serviceKey(), requests),
            given == null ? used : () -> {},
            failures.where(),
            clock);
    TableCheck check = new TableCheck(used, name, createTable, requests, failures);
    try {
      check.run(Deadline.after(settings.transferDeadline()));
    } catch (IllegalStateException e) {
      backend.close();
      throw e;
    } catch (SdkException e) {
      LOG.warn("The flag definition cache is tried again at each call: {}", e.getMessage());
      backend.checkBeforeReading(check);
    }
    return new RecordStore<>(backend, settings.maxPayloadBytes(), System::nanoTime);
  }

  private String checkedTable() {
    String name = table;
    if (name == null) {
      throw new IllegalArgumentException(
          "There is no table; set one, for example table(\"flags\")");
    }
    if (!name.matches("[A-Za-z0-9_.-]{3,255}")) {
      throw new IllegalArgumentException(
          "table is '" + name + "'; use 3 to 255 letters, digits and . _ -");
    }
    return name;
  }

  private DynamoDbClient ownClient() {
    DynamoDbClientBuilder builder =
        DynamoDbClient.builder()
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .overrideConfiguration(options -> options.retryStrategy(AwsRetryStrategy.doNotRetry()));
    if (region != null) {
      builder.region(Region.of(region));
    }
    if (endpoint != null) {
      builder.endpointOverride(checked(endpoint));
    }
    try {
      return builder.build();
    } catch (SdkException e) {
      throw new IllegalStateException(
          "The AWS SDK finds no region for DynamoDB; set region to one such as eu-central-1, or the"
              + " environment variable AWS_REGION",
          e);
    }
  }

  /** The value is not shown, since it may have a password in it. */
  private static URI checked(URI endpoint) {
    if (endpoint.getScheme() == null || endpoint.getHost() == null) {
      throw new IllegalArgumentException(
          "endpoint has no scheme or no host; write it as http://localhost:8000");
    }
    return endpoint;
  }
}
