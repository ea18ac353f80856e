package io.flagcache.benchmarks;

import io.flagcache.benchmarks.backend.Backend;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What is to be measured.
 *
 * @param plan how much of it, and how long
 * @param backends all, by default
 * @param parts all, by default
 * @param label under which the results are kept and shown in the documentation; empty if they are
 *     not
 */
record RunSettings(Plan plan, List<Backend> backends, Set<Part> parts, Optional<String> label) {

  /** A kind of measurement. */
  enum Part {
    TRAFFIC,
    TIMES,
    STARTS,
    SIMULATED_FLEETS,
    MEASURED_FLEETS
  }

  static RunSettings ofSystemProperties() {
    return new RunSettings(
        Plan.named(property("flagcache.benchmarks.run").orElse("quick")),
        listed("flagcache.benchmarks.backends", Backend::valueOf).orElse(Backend.measured()),
        listed("flagcache.benchmarks.parts", Part::valueOf)
            .<Set<Part>>map(EnumSet::copyOf)
            .orElse(EnumSet.allOf(Part.class)),
        property("flagcache.benchmarks.label"));
  }

  private static <T> Optional<List<T>> listed(String property, Function<String, T> valueOf) {
    return property(property)
        .map(
            names ->
                Arrays.stream(names.split(",", -1))
                    .map(RunSettings::enumName)
                    .map(valueOf)
                    .toList());
  }

  /** A property that is set; Maven hands over those that are not as empty ones. */
  private static Optional<String> property(String name) {
    return Optional.ofNullable(System.getProperty(name)).filter(value -> !value.isBlank());
  }

  private static String enumName(String text) {
    return text.strip().toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
