package io.flagcache.cli.operator;

import io.flagcache.FlagDefinitionCacheData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which flags differ between two documents, by their keys.
 *
 * @param added in the later document only
 * @param removed in the earlier document only
 * @param changed in both, but not the same
 */
record FlagChanges(List<String> added, List<String> removed, List<String> changed) {

  private static final int MOST_NAMED = 10;

  static FlagChanges between(FlagDefinitionCacheData earlier, FlagDefinitionCacheData later) {
    Map<String, Map<String, @Nullable Object>> before = byKey(earlier);
    Map<String, Map<String, @Nullable Object>> after = byKey(later);
    List<String> changed = new ArrayList<>();
    after.forEach(
        (key, flag) -> {
          if (before.containsKey(key) && !Objects.equals(before.get(key), flag)) {
            changed.add(key);
          }
        });
    List<String> added = new ArrayList<>(after.keySet());
    added.removeAll(before.keySet());
    List<String> removed = new ArrayList<>(before.keySet());
    removed.removeAll(after.keySet());
    return new FlagChanges(added, removed, changed);
  }

  private static Map<String, Map<String, @Nullable Object>> byKey(
      FlagDefinitionCacheData document) {
    Map<String, Map<String, @Nullable Object>> flags = new LinkedHashMap<>();
    document.flags().forEach(flag -> flags.put(String.valueOf(flag.get("key")), flag));
    return flags;
  }

  /** Such as {@code 1 flag added (a), 2 changed (b, c)}. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    part(parts, added, "added");
    part(parts, removed, "removed");
    part(parts, changed, "changed");
    return parts.isEmpty() ? "the flags are the same" : "flags " + String.join(", ", parts);
  }

  private static void part(List<String> parts, List<String> keys, String what) {
    if (!keys.isEmpty()) {
      String names = String.join(", ", keys.subList(0, Math.min(MOST_NAMED, keys.size())));
      parts.add(
          what + ": " + names + (keys.size() > MOST_NAMED ? ", … (" + keys.size() + ")" : ""));
    }
  }
}
