package io.flagcache.dynamodb;

import io.flagcache.Deadline;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

/** Looks whether the table is there and has the right key, and creates it if that is wished. */
final class TableCheck {

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final Map<String, String> KEY =
      Map.of(
          DynamoDbTable.PARTITION, KeyType.HASH + " " + ScalarAttributeType.S,
          DynamoDbTable.SORT, KeyType.RANGE + " " + ScalarAttributeType.S);

  private final DynamoDbClient client;
  private final String table;
  private final boolean create;

  TableCheck(DynamoDbClient client, String table, boolean create) {
    this.client = client;
    this.table = table;
    this.create = create;
  }

  /**
   * Checks the table.
   *
   * @throws IllegalStateException if it cannot be used as it is
   */
  void run(Deadline deadline) {
    try {
      TableDescription found = describeOrCreate(deadline);
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
            "The DynamoDB table "
                + table
                + " has the key "
                + key
                + " instead of pk (partition, string) and sk (sort, string); name another table");
      }
    } catch (ResourceNotFoundException e) {
      throw new IllegalStateException(
          "There is no DynamoDB table "
              + table
              + " in this region; create it, or set createTable to true",
          e);
    } catch (AwsServiceException e) {
      if (isRightMissing(e) && !create) {
        // The right to describe it is not needed to use it.
        return;
      }
      if (e.statusCode() >= 400 && e.statusCode() < 500 && !e.isThrottlingException()) {
        throw new IllegalStateException(
            "DynamoDB refuses to be asked about the table "
                + table
                + " ("
                + e.getMessage()
                + "); correct credentials, region and rights",
            e);
      }
      throw e;
    } catch (SdkClientException e) {
      if (String.valueOf(e.getMessage()).contains("credentials")) {
        throw new IllegalStateException(
            "There are no AWS credentials for the DynamoDB table "
                + table
                + "; set them as the AWS SDK expects them, for example by a role",
            e);
      }
      throw e;
    }
  }

  private static boolean isRightMissing(AwsServiceException e) {
    return e.awsErrorDetails() != null
        && "AccessDeniedException".equals(e.awsErrorDetails().errorCode());
  }

  private TableDescription describeOrCreate(Deadline deadline) {
    try {
      TableDescription found = describe(deadline);
      while (found.tableStatus() == TableStatus.CREATING && !deadline.hasPassed()) {
        LockSupport.parkNanos(PAUSE_NANOS);
        found = describe(deadline);
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
    return client
        .describeTable(
            DescribeTableRequest.builder()
                .tableName(table)
                .overrideConfiguration(limits(deadline))
                .build())
        .table();
  }

  private void create(Deadline deadline) {
    try {
      client.createTable(
          CreateTableRequest.builder()
              .tableName(table)
              .attributeDefinitions(
                  attribute(DynamoDbTable.PARTITION), attribute(DynamoDbTable.SORT))
              .keySchema(
                  key(DynamoDbTable.PARTITION, KeyType.HASH),
                  key(DynamoDbTable.SORT, KeyType.RANGE))
              .billingMode(BillingMode.PAY_PER_REQUEST)
              .overrideConfiguration(limits(deadline))
              .build());
    } catch (ResourceInUseException e) {
      // Another worker was faster.
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

  private static AwsRequestOverrideConfiguration limits(Deadline deadline) {
    return AwsRequestOverrideConfiguration.builder()
        .apiCallTimeout(deadline.remaining().plusMillis(1))
        .build();
  }
}
