package io.flagcache.cli.demo;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Puts the demo's own settings into the URL of a cache. */
final class CacheUrl {

  private static final Duration ENTRY_TTL = Duration.ofMinutes(15);

  private CacheUrl() {}

  /**
   * Adds the demo's settings; the service key and what is not given only.
   *
   * @param url the user's URL
   * @param serviceKey keeps this run apart from all others
   * @throws IllegalArgumentException if the URL sets what the demo has to set
   */
  static String with(String url, String serviceKey, DemoSettings settings) {
    String scheme = url.substring(0, Math.max(0, url.indexOf(':'))).toLowerCase(Locale.ROOT);
    boolean jdbc = scheme.equals("jdbc");
    // Other parameters of a JDBC URL are the driver's.
    String prefix = jdbc ? "flagcache." : "";
    for (String own : List.of("pollInterval", "lease")) {
      if (has(url, prefix + own)) {
        throw new IllegalArgumentException(
            "Leave '" + prefix + own + "' out of --url; the demo sets it from --poll");
      }
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("serviceKey", serviceKey);
    parameters.put("entryTtl", ENTRY_TTL.toString());
    if (jdbc) {
      parameters.put("createSchema", "true");
    } else if (scheme.equals("dynamodb")) {
      parameters.put("createTable", "true");
    }
    parameters.put("pollInterval", settings.poll().toString());
    parameters.put("lease", settings.lease().toString());
    StringBuilder extended = new StringBuilder(url);
    boolean h2 = url.toLowerCase(Locale.ROOT).startsWith("jdbc:h2:");
    parameters.forEach(
        (name, value) -> {
          if (!has(url, prefix + name)) {
            extended.append(separator(extended, h2)).append(prefix + name + "=" + value);
          }
        });
    return extended.toString();
  }

  private static boolean has(String url, String parameter) {
    return Pattern.compile("[?&;]" + Pattern.quote(parameter) + "=").matcher(url).find();
  }

  private static char separator(CharSequence url, boolean h2) {
    if (h2) {
      return ';';
    }
    return url.toString().indexOf('?') < 0 ? '?' : '&';
  }
}
