package io.flagcache;

import static java.util.stream.Collectors.joining;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  /** In a message of ours they would begin a line of a log, or be obeyed by a terminal. */
  private static final Pattern CONTROLS = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

  private static final int LONGEST_QUOTE = 2000;

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
    Map<String, @Nullable Object> copy = copyObject(document, Place.ROOT);
    Object flags = copy.get(FLAGS);
    if (!(flags instanceof List)) {
      throw new IllegalArgumentException(
          "Flag definitions need a list of 'flags', but "
              + (copy.containsKey(FLAGS) ? "'flags' is " + jsonKindOf(flags) : "there is none")
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
        + shown(document.keySet().toString())
        + "]";
  }

  /** Names of members are whatever store and API say. H4 */
  private static String shown(String names) {
    return CONTROLS
        .matcher(names.substring(0, Math.min(names.length(), LONGEST_QUOTE)))
        .replaceAll(found -> Matcher.quoteReplacement(escaped(found.group())));
  }

  private static String escaped(String character) {
    return character.chars().mapToObj("\\u%04x"::formatted).collect(joining());
  }

  @SuppressWarnings("unchecked") // Every map in the copied document was made by copyObject.
  private static Map<String, @Nullable Object> asObject(Object value) {
    return (Map<String, @Nullable Object>) value;
  }

  /** Where a value stands in the document, for error messages. */
  private record Place(@Nullable Place parent, Object nameOrIndex, int depth) {

    static final Place ROOT = new Place(null, "", 1);

    Place inside(Object member) {
      if (depth == MAX_DEPTH) {
        throw new IllegalArgumentException(
            "Flag definitions are nested deeper than "
                + MAX_DEPTH
                + " levels, or contain themselves, at '"
                + shown(text().substring(0, 200))
                + "'");
      }
      return new Place(this, member, depth + 1);
    }

    String text() {
      return parent == null ? "" : parent.text() + "/" + nameOrIndex;
    }
  }

  private static Map<String, @Nullable Object> copyObject(Map<?, ?> source, Place place) {
    @Nullable Object[] copy = new Object[source.size() * 2];
    int next = 0;
    for (Map.Entry<?, ?> member : source.entrySet()) {
      if (!(member.getKey() instanceof String name)) {
        throw new IllegalArgumentException(
            "A JSON object has string keys, but at '"
                + shown(place.text())
                + "' there is "
                + kindOf(member.getKey()));
      }
      copy[next] = name;
      copy[next + 1] = copyValue(member.getValue(), place, name);
      next += 2;
    }
    SmallObject members = new SmallObject(copy);
    return members.size() <= SmallObject.MAX_MEMBERS
        ? members
        : Collections.unmodifiableMap(new LinkedHashMap<>(members));
  }

  private static List<@Nullable Object> copyList(Collection<?> source, Place place) {
    @Nullable Object[] copy = new Object[source.size()];
    int next = 0;
    for (Object value : source) {
      copy[next] = copyValue(value, place, next);
      next++;
    }
    return Collections.unmodifiableList(Arrays.asList(copy));
  }

  private static @Nullable Object copyValue(
      @Nullable Object value, Place place, Object nameOrIndex) {
    if (value == null || value instanceof String || value instanceof Boolean) {
      return value;
    }
    if (value instanceof Map<?, ?> map) {
      return copyObject(map, place.inside(nameOrIndex));
    }
    if (value instanceof Collection<?> list) {
      return copyList(list, place.inside(nameOrIndex));
    }
    Number copy = value instanceof Number number ? copyNumber(number) : null;
    if (copy == null) {
      throw new IllegalArgumentException(
          "Flag definitions are JSON, but at '"
              + shown(place.inside(nameOrIndex).text())
              + "' there is "
              + (value instanceof Number ? value + ", " : "")
              + kindOf(value));
    }
    return copy;
  }

  /** Null for what is no number of JSON. */
  private static @Nullable Number copyNumber(Number number) {
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
    boolean isFloating = number instanceof Double || number instanceof Float;
    // The shortest text that reads back as the same number, which is what JSON writers print.
    return isFloating && Double.isFinite(number.doubleValue())
        ? new BigDecimal(number.toString())
        : null;
  }

  private static Number smallest(long value) {
    if (value == (int) value) {
      return (int) value;
    }
    return value;
  }

  private static String jsonKindOf(@Nullable Object copy) {
    if (copy instanceof Map) {
      return "an object";
    }
    if (copy instanceof Number) {
      return "a number";
    }
    return copy instanceof String ? "a string" : String.valueOf(copy);
  }

  private static String kindOf(@Nullable Object value) {
    return value == null ? "null" : "a " + value.getClass().getName();
  }
}
