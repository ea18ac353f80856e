package io.flagcache.conformance.reference;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Something that is wrong in one way.
 *
 * @param rules what the kit has to find broken
 * @param <F> the fixture that makes it
 */
record Broken<F>(String name, Supplier<F> fixture, Set<String> rules) {

  static <F> Broken<F> named(String name, List<Broken<F>> all) {
    return all.stream().filter(broken -> broken.name().equals(name)).findFirst().orElseThrow();
  }

  @Override
  public String toString() {
    return name;
  }
}
