package io.flagcache.dynamodb;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** One conditional write of the head, as it is put together. */
final class HeadUpdate {

  private final List<String> sets = new ArrayList<>();
  private final List<String> removes = new ArrayList<>();
  private final List<String> conditions = new ArrayList<>();
  private final Map<String, AttributeValue> values = new HashMap<>();

  HeadUpdate set(String name, AttributeValue value) {
    sets.add(name + " = :new_" + name);
    values.put(":new_" + name, value);
    return this;
  }

  HeadUpdate set(String name, String value) {
    return set(name, fromS(value));
  }

  HeadUpdate set(String name, long value) {
    return set(name, fromN(Long.toString(value)));
  }

  /** Sets what is known, and removes what is not. */
  HeadUpdate set(String name, OptionalLong value) {
    return value.isPresent() ? set(name, value.getAsLong()) : remove(name);
  }

  HeadUpdate increment(String name) {
    sets.add(name + " = if_not_exists(" + name + ", :zero) + :one");
    values.put(":zero", fromN("0"));
    values.put(":one", fromN("1"));
    return this;
  }

  HeadUpdate setIfMissing(String name, long value) {
    sets.add(name + " = if_not_exists(" + name + ", :new_" + name + ")");
    values.put(":new_" + name, fromN(Long.toString(value)));
    return this;
  }

  HeadUpdate remove(String name) {
    removes.add(name);
    return this;
  }

  HeadUpdate removeEntry() {
    removes.addAll(Head.OF_ENTRY);
    return this;
  }

  /** Only where the attribute is what was seen, or missing if it was. */
  HeadUpdate where(String name, @Nullable AttributeValue seen) {
    if (seen == null) {
      conditions.add("attribute_not_exists(" + name + ")");
    } else {
      conditions.add(name + " = :seen_" + name);
      values.put(":seen_" + name, seen);
    }
    return this;
  }

  HeadUpdate where(String name, String seen) {
    return where(name, fromS(seen));
  }

  HeadUpdate where(String name, long seen) {
    return where(name, fromN(Long.toString(seen)));
  }

  void applyTo(UpdateItemRequest.Builder request) {
    List<String> clauses = new ArrayList<>();
    if (!sets.isEmpty()) {
      clauses.add("SET " + String.join(", ", sets));
    }
    if (!removes.isEmpty()) {
      clauses.add("REMOVE " + String.join(", ", removes));
    }
    request
        .updateExpression(String.join(" ", clauses))
        .conditionExpression(String.join(" AND ", conditions))
        .expressionAttributeValues(values);
  }
}
