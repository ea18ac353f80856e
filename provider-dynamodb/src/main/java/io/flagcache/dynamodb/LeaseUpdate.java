package io.flagcache.dynamodb;

import io.flagcache.core.record.LeaseRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * The write that replaces a lease's attributes if they are what was seen, as it is put together.
 */
final class LeaseUpdate {

  private final List<String> sets = new ArrayList<>();
  private final List<String> removes = new ArrayList<>();
  private final List<String> conditions = new ArrayList<>();
  private final Map<String, String> names = new HashMap<>();
  private final Map<String, AttributeValue> values = new HashMap<>();

  LeaseUpdate(
      Map<String, AttributeValue> seen, Map<String, AttributeValue> next, OptionalLong expiresAt) {
    for (String name : LeaseRecord.FIELDS) {
      AttributeValue before = seen.get(name);
      if (before == null) {
        conditions.add("attribute_not_exists(" + named(name) + ")");
      } else {
        conditions.add(named(name) + " = :seen_" + name);
        values.put(":seen_" + name, before);
      }
      AttributeValue after = next.get(name);
      if (after == null) {
        removes.add(named(name));
      } else {
        set(name, after);
      }
    }
    expiresAt.ifPresent(
        seconds -> set(DynamoDbTable.EXPIRES_AT, AttributeValue.fromN(Long.toString(seconds))));
  }

  private void set(String name, AttributeValue value) {
    sets.add(named(name) + " = :next_" + name);
    values.put(":next_" + name, value);
  }

  /** Some names are words of the expression language. */
  private String named(String name) {
    names.put("#" + name, name);
    return "#" + name;
  }

  void applyTo(UpdateItemRequest.Builder request) {
    request
        .updateExpression(
            "SET "
                + String.join(", ", sets)
                + (removes.isEmpty() ? "" : " REMOVE " + String.join(", ", removes)))
        .conditionExpression(String.join(" AND ", conditions))
        .expressionAttributeNames(names)
        .expressionAttributeValues(values);
  }
}
