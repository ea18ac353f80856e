package io.flagcache.demo;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The versions of the document in the order in which they came up, and who went back from a newer
 * one to an older one. Not safe for use by several threads.
 */
final class Versions {

  private static final int NOTHING = 0;

  private final Map<String, Integer> numbers = new LinkedHashMap<>();
  private final Map<Integer, Integer> newestByWorker = new LinkedHashMap<>();
  private int stepsBack;

  /** The version's number from 1; a hash that has not been seen is the newest. */
  int number(String hash) {
    return numbers.computeIfAbsent(hash, unseen -> numbers.size() + 1);
  }

  /**
   * Takes down what a worker serves. To serve nothing after something is a step back too.
   *
   * @return whether it is a step back
   */
  boolean served(int worker, Optional<String> hash) {
    int version = hash.map(this::number).orElse(NOTHING);
    int newest = newestByWorker.getOrDefault(worker, NOTHING);
    newestByWorker.put(worker, Math.max(newest, version));
    if (version < newest) {
      stepsBack++;
      return true;
    }
    return false;
  }

  int stepsBack() {
    return stepsBack;
  }
}
