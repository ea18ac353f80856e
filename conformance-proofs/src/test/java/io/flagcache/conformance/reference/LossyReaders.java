package io.flagcache.conformance.reference;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.conformance.WorkerSettings;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;

/** What providers lose of the documents that they read. */
final class LossyReaders {

  /** The longest text that a {@link java.io.DataOutput} writes. */
  private static final int LONGEST = 65_535;

  private LossyReaders() {}

  /** Changes objects, lists and other values, from the inside to the outside. */
  record Loss(
      UnaryOperator<Map<String, Object>> objects,
      UnaryOperator<List<Object>> lists,
      UnaryOperator<Object> values) {

    @SuppressWarnings("unchecked") // Names in documents are text.
    private Object in(Object value) {
      if (value instanceof Map<?, ?> object) {
        Map<String, Object> members = new LinkedHashMap<>((Map<String, Object>) object);
        members.replaceAll((name, member) -> in(member));
        return objects.apply(members);
      }
      if (value instanceof List<?> list) {
        List<Object> elements = new ArrayList<>();
        list.forEach(element -> elements.add(in(element)));
        return lists.apply(elements);
      }
      return values.apply(value);
    }
  }

  static final class Lossy extends ReferenceProvider {
    private final Loss loss;

    Lossy(ReferenceBackend backend, WorkerSettings settings, Loss loss) {
      super(backend, settings);
      this.loss = loss;
    }

    @Override
    @SuppressWarnings("unchecked") // What is made of an object is one.
    protected Optional<FlagDefinitionCacheData> decode(StoredEntry entry) {
      return super.decode(entry)
          .map(data -> (Map<String, Object>) loss.in(data.document()))
          .map(FlagDefinitionCacheData::of);
    }
  }

  static Loss ofMembers(BiPredicate<String, Object> lost) {
    return ofObjects(
        object -> {
          object.entrySet().removeIf(member -> lost.test(member.getKey(), member.getValue()));
          return object;
        });
  }

  private static Loss ofObjects(UnaryOperator<Map<String, Object>> objects) {
    return new Loss(objects, UnaryOperator.identity(), UnaryOperator.identity());
  }

  private static Loss ofValues(UnaryOperator<Object> values) {
    return new Loss(UnaryOperator.identity(), UnaryOperator.identity(), values);
  }

  private static Loss ofTexts(UnaryOperator<String> texts) {
    return ofValues(value -> value instanceof String text ? texts.apply(text) : value);
  }

  static Loss ofNormalForms() {
    return ofObjects(
        object -> {
          Map<String, Object> composed = new LinkedHashMap<>();
          object.forEach(
              (name, value) ->
                  composed.put(Normalizer.normalize(name, Normalizer.Form.NFC), value));
          return composed;
        });
  }

  /** As a table whose key is the hash of the name. */
  static Loss ofEqualHashes() {
    return ofObjects(
        object -> {
          Map<Integer, String> names = new HashMap<>();
          object.keySet().forEach(name -> names.put(name.hashCode(), name));
          object.keySet().retainAll(names.values());
          return object;
        });
  }

  static Loss ofOffsets() {
    return ofTexts(
        text -> {
          try {
            return OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC).toString();
          } catch (DateTimeException e) {
            return text;
          }
        });
  }

  static Loss ofLongTexts() {
    return ofTexts(
        text -> {
          byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
          return bytes.length <= LONGEST
              ? text
              : new String(Arrays.copyOf(bytes, LONGEST), StandardCharsets.UTF_8);
        });
  }

  /** As a reader whose numbers with a fraction are floating. */
  static Loss ofDigits() {
    return ofValues(value -> value instanceof BigDecimal number ? number.doubleValue() : value);
  }

  /** As a codec whose longest integers have 64 bits. */
  static Loss ofSigns() {
    return ofValues(
        value ->
            value instanceof BigInteger number && number.bitLength() == 64
                ? number.longValue()
                : value);
  }

  static Loss ofRepetitions() {
    return new Loss(
        UnaryOperator.identity(),
        list -> new ArrayList<>(new LinkedHashSet<>(list)),
        UnaryOperator.identity());
  }
}
