package io.flagcache;

import static java.util.stream.Collectors.joining;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The factories that some class loaders see. */
final class Backends {

  /** The search goes on behind what cannot be loaded, but may fail at the same place for ever. */
  private static final int MOST_FAILURES = 32;

  private final Map<String, FlagDefinitionCacheProviderFactory> byClassName = new LinkedHashMap<>();
  private @Nullable ServiceConfigurationError broken;

  /** What two class loaders see counts once. One that cannot be loaded stops no other. */
  Backends addFrom(@Nullable ClassLoader classLoader) {
    Iterator<FlagDefinitionCacheProviderFactory> found =
        ServiceLoader.load(FlagDefinitionCacheProviderFactory.class, classLoader).iterator();
    for (int failures = 0; failures < MOST_FAILURES; failures++) {
      try {
        while (found.hasNext()) {
          FlagDefinitionCacheProviderFactory factory = found.next();
          byClassName.putIfAbsent(factory.getClass().getName(), factory);
        }
        return this;
      } catch (ServiceConfigurationError e) {
        broken = e;
      }
    }
    return this;
  }

  /**
   * The one that serves a scheme.
   *
   * @throws IllegalArgumentException if none does
   * @throws IllegalStateException if there is none at all, if several do, or if the one that does
   *     may be the one that cannot be loaded
   */
  FlagDefinitionCacheProviderFactory serving(String scheme) {
    List<FlagDefinitionCacheProviderFactory> matching =
        byClassName.values().stream()
            .filter(factory -> factory.schemes().contains(scheme))
            .toList();
    if (matching.size() == 1) {
      return matching.get(0);
    }
    if (!matching.isEmpty()) {
      throw new IllegalStateException(
          "Several flagcache backends claim the scheme '"
              + scheme
              + "': "
              + matching.stream()
                  .map(factory -> factory.getClass().getName())
                  .collect(joining(", "))
              + ". Keep one of them on the class path");
    }
    if (broken != null) {
      throw new IllegalStateException(
          "A flagcache backend on the class path cannot be loaded: " + broken.getMessage(), broken);
    }
    if (byClassName.isEmpty()) {
      throw new IllegalStateException(
          "No flagcache backend is on the class path; add one, for example"
              + " io.flagcache:flagcache-jdbc for URLs that begin with 'jdbc:'");
    }
    throw new IllegalArgumentException(
        "No flagcache backend on the class path serves the scheme '"
            + scheme
            + "'; those present serve "
            + schemes()
            + ". Correct the URL or add the backend's artifact");
  }

  private String schemes() {
    TreeSet<String> schemes = new TreeSet<>();
    byClassName.values().forEach(factory -> schemes.addAll(factory.schemes()));
    return schemes.stream().map(scheme -> "'" + scheme + "'").collect(joining(", "));
  }
}
