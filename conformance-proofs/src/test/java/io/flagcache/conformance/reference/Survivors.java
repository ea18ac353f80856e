package io.flagcache.conformance.reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The mutants that the kit need not notice, each below the reason: lines that begin with a blank
 * are mutants, others are reasons.
 */
final class Survivors {

  private Survivors() {}

  /** Reasons by mutant. */
  static Map<String, String> of(String code) throws IOException {
    return parse(Files.readAllLines(Path.of("src/test/resources/survivors", code + ".txt")));
  }

  static Map<String, String> parse(List<String> lines) {
    Map<String, String> reasons = new LinkedHashMap<>();
    String reason = "";
    for (String line : lines) {
      if (!line.startsWith(" ")) {
        reason = line.strip();
      } else if (reasons.put(line.strip(), reason) != null) {
        throw new IllegalArgumentException("Listed twice: " + line.strip());
      }
    }
    return reasons;
  }
}
