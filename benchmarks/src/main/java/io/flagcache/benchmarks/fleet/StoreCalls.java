package io.flagcache.benchmarks.fleet;

import java.util.EnumMap;
import java.util.Map;

/** How often the workers of a fleet asked their stores for what. For one thread. */
final class StoreCalls {

  /** What was asked, and how it ended. */
  enum Kind {
    LEADS,
    FOLLOWS,
    PUBLISHES,
    /** Of a whole document. */
    READS,
    /** Reads that bring no document. */
    LOOKS
  }

  private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);

  void add(Kind kind) {
    counts.merge(kind, 1L, Long::sum);
  }

  long count(Kind kind) {
    return counts.getOrDefault(kind, 0L);
  }
}
