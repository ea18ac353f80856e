package io.flagcache.dynamodb;

import io.flagcache.core.record.LeaseRecord;
import java.util.ArrayList;
import java.util.Comparator;
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

  private static final int CROWDED_BYTES = 100_000;

  /** An expression has at most 4 KB, and a record needs little room. */
  private static final int MOST_REMOVED = 100;

  private final List<String> sets = new ArrayList<>();
  private final List<String> removes = new ArrayList<>();
  private final List<String> conditions = new ArrayList<>();
  private final Map<String, String> names = new HashMap<>();
  private final Map<String, AttributeValue> values = new HashMap<>();

  /**
   * Puts it together.
   *
   * @param seen the attributes of {@link LeaseRecord#FIELDS} that there were
   * @param next those that there are to be
   * @param crowding others that are to go
   */
  LeaseUpdate(
      Map<String, AttributeValue> seen,
      Map<String, AttributeValue> next,
      List<String> crowding,
      OptionalLong expiresAt) {
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
    for (int i = 0; i < crowding.size(); i++) {
      names.put("#crowding" + i, crowding.get(i));
      removes.add("#crowding" + i);
    }
    expiresAt.ifPresent(
        seconds -> set(DynamoDbTable.EXPIRES_AT, AttributeValue.fromN(Long.toString(seconds))));
  }

  /**
   * The largest attributes that are not flagcache's, if they fill the item: one that is full takes
   * no change. What later versions may add beside today's fields is small, and stays.
   */
  static List<String> crowding(Map<String, AttributeValue> item) {
    Map<String, AttributeValue> others = new HashMap<>(item);
    others.keySet().removeAll(LeaseRecord.FIELDS);
    others.keySet().removeAll(DynamoDbTable.OWN_ATTRIBUTES);
    int bytes = others.entrySet().stream().mapToInt(LeaseUpdate::bytes).sum();
    return bytes < CROWDED_BYTES
        ? List.of()
        : others.entrySet().stream()
            .sorted(Comparator.comparingInt(LeaseUpdate::bytes).reversed())
            .map(Map.Entry::getKey)
            .limit(MOST_REMOVED)
            .toList();
  }

  private static int bytes(Map.Entry<String, AttributeValue> attribute) {
    AttributeValue value = attribute.getValue();
    int content = value.b() == null ? value.toString().length() : value.b().asByteArray().length;
    return attribute.getKey().length() + content;
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
