package io.flagcache.conformance.reference;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Something that is wrong in one way.
 *
 * @param rules what the kit has to find broken
 * @param possible what it may find broken as well, as the machine's speed has it
 * @param <F> the fixture that makes it
 */
record Broken<F>(String name, Supplier<F> fixture, Set<String> rules, Set<String> possible) {

  Broken(String name, Supplier<F> fixture, Set<String> rules) {
    this(name, fixture, rules, Set.of());
  }

  /** The same, and perhaps this rule is broken, too. */
  Broken<F> orAlso(String rule) {
    return new Broken<>(name, fixture, rules, Set.of(rule));
  }

  static <F> Broken<F> named(String name, List<Broken<F>> all) {
    return all.stream().filter(broken -> broken.name().equals(name)).findFirst().orElseThrow();
  }

  @Override
  public String toString() {
    return name;
  }
}
