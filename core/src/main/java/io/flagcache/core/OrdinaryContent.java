package io.flagcache.core;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells documents that are so far from every limit of a parser that they need not be parsed to know
 * that they can be read. Almost all are, and parsing one takes longer than writing it.
 */
final class OrdinaryContent {

  private static final int DEPTH = 100;
  private static final int NAME_CHARACTERS = 1000;
  private static final int DIGITS = 100;

  private int valuesLeft;

  private OrdinaryContent(DocumentLimits limits) {
    this.valuesLeft = limits.maxValues();
  }

  /** Whether it has nothing else; false says no more than that a parser has to tell. */
  static boolean isAllOf(Map<String, @Nullable Object> document, DocumentLimits limits) {
    return new OrdinaryContent(limits).has(document, 1);
  }

  private boolean has(@Nullable Object value, int depth) {
    if (--valuesLeft < 0 || depth > DEPTH) {
      return false;
    }
    if (value instanceof Map<?, ?> object) {
      return hasMembers(object, depth + 1);
    }
    if (value instanceof Collection<?> list) {
      for (Object element : list) {
        if (!has(element, depth + 1)) {
          return false;
        }
      }
      return true;
    }
    return !(value instanceof Number number) || isShort(number);
  }

  private boolean hasMembers(Map<?, ?> object, int depth) {
    for (Map.Entry<?, ?> member : object.entrySet()) {
      boolean ordinary =
          --valuesLeft >= 0 && isName((String) member.getKey()) && has(member.getValue(), depth);
      if (!ordinary) {
        return false;
      }
    }
    return true;
  }

  private static boolean isName(String name) {
    if (name.length() > NAME_CHARACTERS) {
      return false;
    }
    for (int index = 0; index < name.length(); index++) {
      if (Character.isSurrogate(name.charAt(index))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isShort(Number number) {
    if (number instanceof BigDecimal fraction) {
      return fraction.precision() <= DIGITS && Math.abs((long) fraction.scale()) <= DIGITS;
    }
    return !(number instanceof BigInteger integer) || integer.bitLength() <= DIGITS;
  }
}
