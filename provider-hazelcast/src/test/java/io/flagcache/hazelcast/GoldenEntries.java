package io.flagcache.hazelcast;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import com.hazelcast.map.IMap;
import java.time.Duration;
import java.util.HexFormat;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** A map as text: a paragraph for each entry, which begins with its key. */
final class GoldenEntries {

  private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
  private static final String BYTES = "bytes for ";

  private GoldenEntries() {}

  static String in(IMap<String, Object> map) {
    return new TreeSet<>(map.keySet())
        .stream()
            .map(key -> key + "\n" + text(map, key))
            .collect(joining("\n"))
            .replaceAll(UUID, "GENERATION");
  }

  private static String text(IMap<String, Object> map, String key) {
    if (map.get(key) instanceof byte[] bytes) {
      Duration life = Duration.ofMillis(requireNonNull(map.getEntryView(key)).getTtl());
      return BYTES + life + ": " + HexFormat.of().formatHex(bytes) + "\n";
    }
    return String.valueOf(map.get(key));
  }

  static void put(String text, IMap<String, Object> map) {
    for (String paragraph : text.split("\n\n", -1)) {
      String[] keyAndValue = paragraph.split("\n", 2);
      String key = keyAndValue[0];
      String value = keyAndValue[1];
      if (value.startsWith(BYTES)) {
        String[] lifeAndBytes = value.strip().substring(BYTES.length()).split(": ", 2);
        long millis = Duration.parse(lifeAndBytes[0]).toMillis();
        map.set(key, HexFormat.of().parseHex(lifeAndBytes[1]), millis, TimeUnit.MILLISECONDS);
      } else {
        map.set(key, value.strip() + "\n");
      }
    }
  }
}
