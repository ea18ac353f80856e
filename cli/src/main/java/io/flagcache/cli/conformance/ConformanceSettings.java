package io.flagcache.cli.conformance;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What to judge, and how.
 *
 * @param subject a provider's URL, or the name of a class that makes fixtures
 * @param classPath where classes are looked for, beyond those of the command line
 * @param timescale how times are stretched
 * @param store whether the store below the engine is judged, and not the provider
 * @param rules the ids of the rules; all if empty
 * @param expectedSkips the ids of the rules that may be skipped; any if empty
 * @param json the file for the report as JSON
 */
public record ConformanceSettings(
    Subject subject,
    List<Path> classPath,
    double timescale,
    boolean store,
    Set<String> rules,
    Optional<Set<String>> expectedSkips,
    Optional<Path> json) {

  /** What to judge. */
  public sealed interface Subject {}

  /** A cache by its URL, which may have credentials. */
  public record Url(String url) implements Subject {
    @Override
    public String toString() {
      return "Url[…]";
    }
  }

  /** The name of a {@code ProviderFixtureFactory}. */
  public record Factory(String className) implements Subject {}
}
