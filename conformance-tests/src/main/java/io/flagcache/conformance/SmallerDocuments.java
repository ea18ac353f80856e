package io.flagcache.conformance;

import io.flagcache.FlagDefinitionCacheData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds a small document that shows what a large one has shown. */
final class SmallerDocuments {

  private static final int MOST_ATTEMPTS = 400;

  private SmallerDocuments() {}

  /**
   * Takes parts away as long as what is left still shows it.
   *
   * @param shows whether a document shows it
   */
  static FlagDefinitionCacheData smallest(
      FlagDefinitionCacheData document, Predicate<FlagDefinitionCacheData> shows) {
    AtomicInteger attempts = new AtomicInteger();
    FlagDefinitionCacheData smallest = document;
    Optional<FlagDefinitionCacheData> smaller = Optional.of(document);
    while (smaller.isPresent()) {
      smallest = smaller.get();
      smaller =
          smallerThan(smallest)
              .takeWhile(candidate -> attempts.incrementAndGet() <= MOST_ATTEMPTS)
              .filter(shows)
              .findFirst();
    }
    return smallest;
  }

  @SuppressWarnings("unchecked") // What is made of an object is one.
  private static Stream<FlagDefinitionCacheData> smallerThan(FlagDefinitionCacheData document) {
    return smallerObjects(document.document())
        .map(object -> (Map<String, @Nullable Object>) object)
        .filter(object -> object.get("flags") instanceof List)
        .map(FlagDefinitionCacheData::of);
  }

  private static Stream<Object> smallerThan(@Nullable Object value) {
    if (value instanceof Map<?, ?> object) {
      return Stream.concat(parts(object.values()), smallerObjects(object));
    }
    return value instanceof List<?> list
        ? Stream.concat(parts(list), smallerLists(list))
        : Stream.empty();
  }

  /** What may stand in the place of the whole. */
  private static Stream<Object> parts(Iterable<?> values) {
    List<Object> parts = new ArrayList<>();
    values.forEach(
        value -> {
          if (value instanceof Map || value instanceof List) {
            parts.add(value);
          }
        });
    return parts.stream();
  }

  private static Stream<Map<?, ?>> smallerObjects(Map<?, ?> object) {
    List<Map.Entry<?, ?>> members = new ArrayList<>(object.entrySet());
    return Stream.concat(
        cuts(members.size()).map(kept -> objectOf(kept.mapToObj(members::get).toList())),
        members.stream()
            .flatMap(
                member ->
                    smallerThan(member.getValue())
                        .map(
                            value -> {
                              Map<Object, Object> changed = new LinkedHashMap<>(object);
                              changed.put(member.getKey(), value);
                              return changed;
                            })));
  }

  private static Map<?, ?> objectOf(List<Map.Entry<?, ?>> members) {
    Map<Object, @Nullable Object> object = new LinkedHashMap<>();
    members.forEach(member -> object.put(member.getKey(), member.getValue()));
    return object;
  }

  private static Stream<Object> smallerLists(List<?> list) {
    return Stream.concat(
        cuts(list.size()).map(kept -> new ArrayList<>(kept.mapToObj(list::get).toList())),
        IntStream.range(0, list.size())
            .boxed()
            .flatMap(
                index ->
                    smallerThan(list.get(index))
                        .map(
                            value -> {
                              List<Object> changed = new ArrayList<>(list);
                              changed.set(index, value);
                              return changed;
                            })));
  }

  /** Which elements are left without one half, or without one of them. */
  private static Stream<IntStream> cuts(int size) {
    Stream<IntStream> halves =
        size > 3
            ? Stream.of(IntStream.range(size / 2, size), IntStream.range(0, size / 2))
            : Stream.empty();
    return Stream.concat(
        halves,
        IntStream.range(0, size)
            .mapToObj(left -> IntStream.range(0, size).filter(index -> index != left)));
  }
}
