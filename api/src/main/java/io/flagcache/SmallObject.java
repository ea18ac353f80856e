package io.flagcache;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map of a few members in their order. Definitions consist almost wholly of such
 * objects, and a linked hash map takes about five times the memory for one.
 */
final class SmallObject extends AbstractMap<String, @Nullable Object> {

  /** Up to here, looking at every key is as fast as hashing. */
  static final int MAX_MEMBERS = 16;

  private final @Nullable Object[] keysAndValues;

  /**
   * Wraps an array.
   *
   * @param keysAndValues each key, a string and unlike all others, and behind it its value; not
   *     copied
   */
  SmallObject(@Nullable Object[] keysAndValues) {
    this.keysAndValues = keysAndValues;
  }

  @Override
  public int size() {
    return keysAndValues.length / 2;
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return indexOf(key) >= 0;
  }

  @Override
  public @Nullable Object get(@Nullable Object key) {
    int index = indexOf(key);
    return index < 0 ? null : keysAndValues[index + 1];
  }

  private int indexOf(@Nullable Object key) {
    if (key != null) {
      for (int index = 0; index < keysAndValues.length; index += 2) {
        if (key.equals(keysAndValues[index])) {
          return index;
        }
      }
    }
    return -1;
  }

  @Override
  public Set<Map.Entry<String, @Nullable Object>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return SmallObject.this.size();
      }

      @Override
      public Iterator<Map.Entry<String, @Nullable Object>> iterator() {
        return new Members();
      }
    };
  }

  private final class Members implements Iterator<Map.Entry<String, @Nullable Object>> {

    private int next;

    @Override
    public boolean hasNext() {
      return next < keysAndValues.length;
    }

    @Override
    @SuppressWarnings("NullAway") // Keys are never null; values may be, as in any JSON object.
    public Map.Entry<String, @Nullable Object> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      String key = (String) keysAndValues[next];
      Object value = keysAndValues[next + 1];
      next += 2;
      return new SimpleImmutableEntry<>(key, value);
    }
  }
}
