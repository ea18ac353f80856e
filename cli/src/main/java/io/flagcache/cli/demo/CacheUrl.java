package io.flagcache.cli.demo;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Puts the demo's own settings into the URL of a cache. */
final class CacheUrl {

  private static final Duration ENTRY_TTL = Duration.ofMinutes(15);
  private static final String PREFIX = "flagcache.";

  private CacheUrl() {}

  /**
   * Adds the demo's settings; the service key and what is not given only.
   *
   * @param url the user's URL
   * @param serviceKey keeps this run apart from all others
   * @throws IllegalArgumentException if the URL sets what the demo has to set
   */
  static String with(String url, String serviceKey, DemoSettings settings) {
    for (String own : new String[] {"pollInterval", "lease"}) {
      if (url.contains(PREFIX + own + "=")) {
        throw new IllegalArgumentException(
            "Leave '" + PREFIX + own + "' out of --url; the demo sets it from --poll");
      }
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("serviceKey", serviceKey);
    parameters.put("entryTtl", ENTRY_TTL.toString());
    parameters.put("createSchema", "true");
    parameters.put("pollInterval", settings.poll().toString());
    parameters.put("lease", settings.lease().toString());
    StringBuilder extended = new StringBuilder(url);
    boolean h2 = url.toLowerCase(Locale.ROOT).startsWith("jdbc:h2:");
    parameters.forEach(
        (name, value) -> {
          if (!url.contains(PREFIX + name + "=")) {
            extended.append(separator(extended, h2)).append(PREFIX + name + "=" + value);
          }
        });
    return extended.toString();
  }

  private static char separator(CharSequence url, boolean h2) {
    if (h2) {
      return ';';
    }
    return url.toString().indexOf('?') < 0 ? '?' : '&';
  }
}
