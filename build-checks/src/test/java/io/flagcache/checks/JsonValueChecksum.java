package io.flagcache.checks;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * A checksum that two JSON values share if they are the same with every digit and every half of a
 * surrogate pair. Made without Jackson.
 */
final class JsonValueChecksum {
  private final CRC32 sum = new CRC32();

  private JsonValueChecksum() {}

  static String of(Object value) {
    JsonValueChecksum made = new JsonValueChecksum();
    made.add(value);
    return Long.toHexString(made.sum.getValue());
  }

  private void add(Object value) {
    if (value instanceof Map<?, ?> map) {
      add("object", map.size());
      new TreeMap<>(map)
          .forEach(
              (name, member) -> {
                add(name);
                add(member);
              });
    } else if (value instanceof List<?> list) {
      add("list", list.size());
      list.forEach(this::add);
    } else if (value instanceof String text) {
      add("text", text.length());
      addCharacters(text);
    } else {
      add(String.valueOf(value), 0);
    }
  }

  /** No charset encodes half of a pair. */
  private void addCharacters(String text) {
    ByteBuffer piece = ByteBuffer.allocate(8192);
    for (int begin = 0; begin < text.length(); begin += 4096) {
      int end = Math.min(text.length(), begin + 4096);
      piece.asCharBuffer().put(text, begin, end);
      sum.update(piece.array(), 0, 2 * (end - begin));
    }
  }

  private void add(String kind, int size) {
    sum.update((kind + " " + size + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
