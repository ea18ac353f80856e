package io.flagcache.benchmarks.backend;

import java.util.List;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/**
 * Adds up the read and write units that requests to DynamoDB consume. It asks for them only while
 * it counts, since the answers are longer then. A write that is refused is billed by the size of
 * the item that it found, which is not told: here it counts as one unit.
 */
public final class UnitMeter implements ExecutionInterceptor {

  private volatile boolean counting;
  private double readUnits;
  private double writeUnits;

  UnitMeter() {}

  /** Begins to count, from zero. */
  public synchronized void start() {
    readUnits = 0;
    writeUnits = 0;
    counting = true;
  }

  /** Ends it. */
  public synchronized Units stop() {
    counting = false;
    return new Units(readUnits, writeUnits);
  }

  /** What was consumed. */
  public record Units(double read, double write) {}

  @Override
  public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
    return counting ? telling(context.request()) : context.request();
  }

  private static SdkRequest telling(SdkRequest request) {
    ReturnConsumedCapacity total = ReturnConsumedCapacity.TOTAL;
    if (request instanceof GetItemRequest get) {
      return get.toBuilder().returnConsumedCapacity(total).build();
    }
    if (request instanceof PutItemRequest put) {
      return put.toBuilder().returnConsumedCapacity(total).build();
    }
    if (request instanceof UpdateItemRequest update) {
      return update.toBuilder().returnConsumedCapacity(total).build();
    }
    if (request instanceof BatchGetItemRequest get) {
      return get.toBuilder().returnConsumedCapacity(total).build();
    }
    if (request instanceof BatchWriteItemRequest write) {
      return write.toBuilder().returnConsumedCapacity(total).build();
    }
    return request instanceof QueryRequest query
        ? query.toBuilder().returnConsumedCapacity(total).build()
        : request;
  }

  @Override
  public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
    if (counting) {
      add(context.response());
    }
  }

  @Override
  public synchronized void onExecutionFailure(
      Context.FailedExecution context, ExecutionAttributes attributes) {
    if (counting && context.exception() instanceof ConditionalCheckFailedException) {
      writeUnits++;
    }
  }

  private synchronized void add(SdkResponse response) {
    if (response instanceof GetItemResponse get) {
      readUnits += get.consumedCapacity().capacityUnits();
    } else if (response instanceof QueryResponse query) {
      readUnits += query.consumedCapacity().capacityUnits();
    } else if (response instanceof BatchGetItemResponse get) {
      readUnits += sum(get.consumedCapacity());
    } else if (response instanceof PutItemResponse put) {
      writeUnits += put.consumedCapacity().capacityUnits();
    } else if (response instanceof UpdateItemResponse update) {
      writeUnits += update.consumedCapacity().capacityUnits();
    } else if (response instanceof BatchWriteItemResponse write) {
      writeUnits += sum(write.consumedCapacity());
    }
  }

  private static double sum(List<ConsumedCapacity> all) {
    return all.stream().mapToDouble(ConsumedCapacity::capacityUnits).sum();
  }
}
