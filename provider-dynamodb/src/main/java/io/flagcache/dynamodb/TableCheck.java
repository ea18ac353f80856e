package io.flagcache.dynamodb;

import io.flagcache.Deadline;
import io.flagcache.core.text.PlainText;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveSpecification;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveRequest;

/** Looks whether the table is there and has the right key, and creates it if that is wished. */
final class TableCheck {

  private static final Logger LOG = LoggerFactory.getLogger(DynamoDbFlagCache.class);

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  static final String KEY_IN_WORDS = "pk (partition, string) and sk (sort, string)";

  private static final Map<String, String> KEY =
      Map.of(
          DynamoDbTable.PARTITION, KeyType.HASH + " " + ScalarAttributeType.S,
          DynamoDbTable.SORT, KeyType.RANGE + " " + ScalarAttributeType.S);

  private final DynamoDbClient client;
  private final String table;
  private final boolean create;
  private final Requests requests;
  private final DynamoDbFailures failures;

  TableCheck(
      DynamoDbClient client,
      String table,
      boolean create,
      Requests requests,
      DynamoDbFailures failures) {
    this.client = client;
    this.table = table;
    this.create = create;
    this.requests = requests;
    this.failures = failures;
  }

  /**
   * Checks the table.
   *
   * @throws IllegalStateException if it cannot be used as it is
   * @throws SdkException if the service is out of reach
   */
  void run(Deadline deadline) {
    try {
      check(describeOrCreate(deadline));
    } catch (SdkException e) {
      if (create || !isRightMissing(e)) {
        throw failures.explain(e);
      }
      // The right to describe the table is not needed to use it.
    }
  }

  private void check(TableDescription found) {
    Map<String, String> types =
        found.attributeDefinitions().stream()
            .collect(
                Collectors.toMap(
                    AttributeDefinition::attributeName,
                    AttributeDefinition::attributeTypeAsString));
    Map<String, String> key =
        found.keySchema().stream()
            .collect(
                Collectors.toMap(
                    KeySchemaElement::attributeName,
                    element ->
                        element.keyTypeAsString() + " " + types.get(element.attributeName())));
    if (!key.equals(KEY)) {
      throw new IllegalStateException(
          "The "
              + failures.where()
              + " has the key "
              + PlainText.of(key)
              + " instead of "
              + KEY_IN_WORDS
              + "; name another table");
    }
  }

  private static boolean isRightMissing(SdkException e) {
    return e instanceof AwsServiceException answer
        && answer.awsErrorDetails() != null
        && "AccessDeniedException".equals(answer.awsErrorDetails().errorCode());
  }

  private TableDescription describeOrCreate(Deadline deadline) {
    try {
      TableDescription found = describe(deadline);
      while (found.tableStatus() == TableStatus.CREATING && !deadline.hasPassed()) {
        LockSupport.parkNanos(PAUSE_NANOS);
        found = describe(deadline);
      }
      if (create) {
        expire(deadline);
      }
      return found;
    } catch (ResourceNotFoundException e) {
      if (!create) {
        throw e;
      }
      create(deadline);
      return describeOrCreate(deadline);
    }
  }

  private TableDescription describe(Deadline deadline) {
    return requests
        .askPlainly(
            deadline,
            limits ->
                client.describeTable(
                    DescribeTableRequest.builder()
                        .tableName(table)
                        .overrideConfiguration(limits)
                        .build()))
        .table();
  }

  private void create(Deadline deadline) {
    try {
      requests.askPlainly(
          deadline,
          limits ->
              client.createTable(
                  CreateTableRequest.builder()
                      .tableName(table)
                      .attributeDefinitions(
                          attribute(DynamoDbTable.PARTITION), attribute(DynamoDbTable.SORT))
                      .keySchema(
                          key(DynamoDbTable.PARTITION, KeyType.HASH),
                          key(DynamoDbTable.SORT, KeyType.RANGE))
                      .billingMode(BillingMode.PAY_PER_REQUEST)
                      .overrideConfiguration(limits)
                      .build()));
    } catch (ResourceInUseException e) {
      // Another worker was faster.
    }
  }

  /**
   * Without it nothing is wrong but that what is no longer used stays. Whoever made the table may
   * not have come to it.
   */
  private void expire(Deadline deadline) {
    try {
      if (expires(deadline)) {
        return;
      }
      requests.askPlainly(
          deadline,
          limits ->
              client.updateTimeToLive(
                  UpdateTimeToLiveRequest.builder()
                      .tableName(table)
                      .timeToLiveSpecification(
                          TimeToLiveSpecification.builder()
                              .attributeName(DynamoDbTable.EXPIRES_AT)
                              .enabled(true)
                              .build())
                      .overrideConfiguration(limits)
                      .build()));
    } catch (SdkException e) {
      LOG.warn(
          "The time to live of the {} is not switched on; do it for the attribute {}: {}",
          failures.where(),
          DynamoDbTable.EXPIRES_AT,
          failures.explain(e).getMessage());
    }
  }

  private boolean expires(Deadline deadline) {
    try {
      TimeToLiveStatus status =
          requests
              .askPlainly(
                  deadline,
                  limits ->
                      client.describeTimeToLive(
                          DescribeTimeToLiveRequest.builder()
                              .tableName(table)
                              .overrideConfiguration(limits)
                              .build()))
              .timeToLiveDescription()
              .timeToLiveStatus();
      return status == TimeToLiveStatus.ENABLED || status == TimeToLiveStatus.ENABLING;
    } catch (SdkException e) {
      if (isRightMissing(e)) {
        return false;
      }
      throw e;
    }
  }

  private static AttributeDefinition attribute(String name) {
    return AttributeDefinition.builder()
        .attributeName(name)
        .attributeType(ScalarAttributeType.S)
        .build();
  }

  private static KeySchemaElement key(String name, KeyType type) {
    return KeySchemaElement.builder().attributeName(name).keyType(type).build();
  }
}
