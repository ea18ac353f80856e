package io.flagcache.cli.conformance;

import static java.util.stream.Collectors.toSet;

import io.flagcache.core.url.ProviderUrl;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A URL of the user's, to which the kit adds service keys and settings of its own. */
final class ScratchUrl {

  /** What the tests leave behind is gone after this time, where the backend has expiry. */
  static final Duration LONGEST_TTL = Duration.ofMinutes(15);

  /** A shorter password may well be a word in what a provider says of itself. */
  private static final int UNLIKELY_BY_CHANCE = 10;

  private static final List<String> MADE_BY_THE_KIT =
      List.of(
          "serviceKey",
          "pollInterval",
          "lease",
          "entryTtl",
          "decisionDeadline",
          "transferDeadline",
          "outagePolicy",
          "holdLimit",
          "role",
          "maxDocumentBytes");

  private final ProviderUrl url;

  /**
   * Takes a URL.
   *
   * @throws IllegalArgumentException if it has what the kit sets
   */
  ScratchUrl(ProviderUrl url) {
    url.refuse(MADE_BY_THE_KIT, "the rules set it");
    if (url.createsMissing()) {
      url.refuse(url.createMissing().keySet(), "missing tables are created anyway");
    }
    this.url = url;
  }

  /** The URL of a worker with a service key and everything else as by default. */
  ProviderUrl withServiceKey(String serviceKey) {
    return withCreation(Map.of("serviceKey", serviceKey, "entryTtl", LONGEST_TTL.toString()));
  }

  /** With settings, and one that has missing tables created. */
  ProviderUrl withCreation(Map<String, String> settings) {
    Map<String, String> all = new LinkedHashMap<>(url.createMissing());
    all.putAll(settings);
    return url.with(all);
  }

  ProviderUrl with(Map<String, String> settings) {
    return url.with(settings);
  }

  Set<String> secrets() {
    return url.redaction().secrets().stream()
        .filter(secret -> secret.length() >= UNLIKELY_BY_CHANCE)
        .collect(toSet());
  }
}
