package io.flagcache;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One document of flag definitions: an opaque JSON object that has a list of {@code flags}, with
 * typed views of the members that every SDK reads. Members that are not known here are kept as they
 * are.
 *
 * <p>Immutable. {@link #of(Map)} copies all it is handed; what the accessors return cannot be
 * modified. Values are JSON values: {@code null}, {@link Boolean}, {@link String}, {@link List} and
 * {@link Map} with string keys in the document's order, and numbers as {@link Integer}, {@link
 * Long} or {@link BigInteger}, the smallest that fits, when written without fraction and exponent,
 * and {@link BigDecimal} otherwise. No number loses a digit. Two documents are equal if they are
 * the same JSON value, whatever the order of their members.
 */
public final class FlagDefinitionCacheData {

  private static final String FLAGS = "flags";
  private static final String GROUP_TYPE_MAPPING = "group_type_mapping";
  private static final String COHORTS = "cohorts";

  /** Deeper than any definition, and shallow enough that no thread's stack ends before it. */
  private static final int MAX_DEPTH = 500;

  private static final BigInteger MIN_LONG = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger MAX_LONG = BigInteger.valueOf(Long.MAX_VALUE);

  private final Map<String, @Nullable Object> document;

  private FlagDefinitionCacheData(Map<String, @Nullable Object> document) {
    this.document = document;
  }

  /**
   * Makes a value from a document, copying all of it.
   *
   * @param document the members of the JSON object; values as an API response has them
   * @return the value
   * @throws IllegalArgumentException if the document has no list of {@code flags} (SDKs that are
   *     given such a document drop all their flags), or something in it is no JSON value; the
   *     message says what and where
   */
  public static FlagDefinitionCacheData of(Map<String, ? extends @Nullable Object> document) {
    Map<String, @Nullable Object> copy = copyObject(document, "", 1);
    Object flags = copy.get(FLAGS);
    if (!(flags instanceof List)) {
      throw new IllegalArgumentException(
          "Flag definitions need a list of 'flags', but "
              + (copy.containsKey(FLAGS) ? "'flags' is " + kindOf(flags) : "there is none")
              + "; pass on the document as the definitions endpoint returned it");
    }
    return new FlagDefinitionCacheData(copy);
  }

  /**
   * The whole document.
   *
   * @return all members in the document's order; unmodifiable at every depth
   */
  public Map<String, @Nullable Object> document() {
    return document;
  }

  /**
   * The flags that are JSON objects, as all of them should be.
   *
   * @return the flags in the document's order; unmodifiable
   */
  public List<Map<String, @Nullable Object>> flags() {
    List<Map<String, @Nullable Object>> flags = new ArrayList<>();
    if (document.get(FLAGS) instanceof List<?> all) {
      for (Object flag : all) {
        if (flag instanceof Map) {
          flags.add(asObject(flag));
        }
      }
    }
    return Collections.unmodifiableList(flags);
  }

  /**
   * The names of the group types by their index, which JSON writes as a string.
   *
   * @return {@code group_type_mapping}; empty if the document has none; unmodifiable
   */
  public Map<String, String> groupTypeMapping() {
    Map<String, String> mapping = new LinkedHashMap<>();
    if (document.get(GROUP_TYPE_MAPPING) instanceof Map<?, ?> all) {
      all.forEach(
          (index, name) -> {
            if (index instanceof String key && name instanceof String value) {
              mapping.put(key, value);
            }
          });
    }
    return Collections.unmodifiableMap(mapping);
  }

  /**
   * The property filters of the cohorts by cohort id.
   *
   * @return {@code cohorts}; empty if the document has none; unmodifiable
   */
  public Map<String, @Nullable Object> cohorts() {
    Object cohorts = document.get(COHORTS);
    return cohorts instanceof Map ? asObject(cohorts) : Map.of();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FlagDefinitionCacheData that && document.equals(that.document);
  }

  @Override
  public int hashCode() {
    return document.hashCode();
  }

  /** Names the members and counts the flags; shows no content. */
  @Override
  public String toString() {
    return "FlagDefinitionCacheData["
        + flags().size()
        + " flags, members "
        + document.keySet()
        + "]";
  }

  @SuppressWarnings("unchecked") // Every map in the copied document was made by copyObject.
  private static Map<String, @Nullable Object> asObject(Object value) {
    return (Map<String, @Nullable Object>) value;
  }

  private static Map<String, @Nullable Object> copyObject(
      Map<?, ?> source, String path, int depth) {
    checkDepth(path, depth);
    // Sized exactly: large documents consist of a great many small objects.
    Map<String, @Nullable Object> copy = new LinkedHashMap<>((source.size() * 4 + 2) / 3);
    source.forEach(
        (key, value) -> {
          if (!(key instanceof String name)) {
            throw new IllegalArgumentException(
                "A JSON object has string keys, but at '" + path + "' there is " + kindOf(key));
          }
          copy.put(name, copyValue(value, path + "/" + name, depth));
        });
    return Collections.unmodifiableMap(copy);
  }

  private static List<@Nullable Object> copyList(Iterable<?> source, String path, int depth) {
    checkDepth(path, depth);
    List<@Nullable Object> copy = new ArrayList<>();
    for (Object value : source) {
      copy.add(copyValue(value, path, depth));
    }
    ((ArrayList<?>) copy).trimToSize();
    return Collections.unmodifiableList(copy);
  }

  private static @Nullable Object copyValue(@Nullable Object value, String path, int depth) {
    if (value == null || value instanceof String || value instanceof Boolean) {
      return value;
    }
    if (value instanceof Map<?, ?> map) {
      return copyObject(map, path, depth + 1);
    }
    if (value instanceof Iterable<?> list) {
      return copyList(list, path, depth + 1);
    }
    if (value instanceof Number number) {
      return copyNumber(number, path);
    }
    throw new IllegalArgumentException(
        "Flag definitions are JSON, but at '" + path + "' there is " + kindOf(value));
  }

  private static Number copyNumber(Number number, String path) {
    if (number instanceof Integer || number instanceof BigDecimal) {
      return number;
    }
    if (number instanceof Long || number instanceof Short || number instanceof Byte) {
      return smallest(number.longValue());
    }
    if (number instanceof BigInteger big) {
      return big.compareTo(MIN_LONG) >= 0 && big.compareTo(MAX_LONG) <= 0
          ? smallest(big.longValue())
          : big;
    }
    if (number instanceof Double || number instanceof Float) {
      if (!Double.isFinite(number.doubleValue())) {
        throw new IllegalArgumentException(
            "JSON has no number " + number + ", but there is one at '" + path + "'");
      }
      // The shortest text that reads back as the same number, which is what JSON writers print.
      return new BigDecimal(number.toString());
    }
    throw new IllegalArgumentException(
        "Flag definitions are JSON, but at '" + path + "' there is " + kindOf(number));
  }

  private static Number smallest(long value) {
    if (value == (int) value) {
      return (int) value;
    }
    return value;
  }

  private static void checkDepth(String path, int depth) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException(
          "Flag definitions are nested deeper than "
              + MAX_DEPTH
              + " levels, or contain themselves, at '"
              + path.substring(0, Math.min(200, path.length()))
              + "'");
    }
  }

  private static String kindOf(@Nullable Object value) {
    return value == null ? "null" : "a " + value.getClass().getName();
  }
}
