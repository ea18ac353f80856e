package io.flagcache.jdbc;

import io.flagcache.core.url.UrlParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A JDBC URL, divided into what is the driver's and the parameters with the prefix {@code
 * flagcache.}, which are ours.
 */
final class JdbcUrl {

  static final String PREFIX = "flagcache.";

  private static final Pattern LEFT_OVER = Pattern.compile("[?&;]\\s*flagcache\\.");

  private final String driverUrl;
  private final String query;

  private JdbcUrl(String driverUrl, String query) {
    this.driverUrl = driverUrl;
    this.query = query;
  }

  static JdbcUrl parse(String url) {
    return isH2(url) ? parse(url, ";", ";") : parse(url, "?", "&");
  }

  private static JdbcUrl parse(String url, String first, String next) {
    int begin = url.indexOf(first);
    if (begin < 0) {
      return checked(url, "");
    }
    List<String> drivers = new ArrayList<>();
    List<String> own = new ArrayList<>();
    for (String parameter : url.substring(begin + 1).split(Pattern.quote(next), -1)) {
      if (parameter.startsWith(PREFIX)) {
        own.add(parameter.substring(PREFIX.length()).replace("&", "%26"));
      } else {
        drivers.add(parameter);
      }
    }
    String base = url.substring(0, begin);
    return checked(
        drivers.isEmpty() ? base : base + first + String.join(next, drivers),
        String.join("&", own));
  }

  private static JdbcUrl checked(String driverUrl, String query) {
    if (LEFT_OVER.matcher(driverUrl).find()) {
      throw new IllegalArgumentException(
          "A '"
              + PREFIX
              + "' parameter of the JDBC URL stands behind the wrong separator; use "
              + (isH2(driverUrl)
                  ? "';' before each, as in jdbc:h2:./cache;flagcache.serviceKey=checkout"
                  : "'?' before the first parameter and '&' before the others"));
    }
    return new JdbcUrl(driverUrl, query);
  }

  private static boolean isH2(String url) {
    return url.toLowerCase(Locale.ROOT).matches("(?s)jdbc:([a-z0-9]+:)?h2:.*");
  }

  /** The URL without our parameters, otherwise as it was. */
  String driverUrl() {
    return driverUrl;
  }

  /**
   * Our parameters, decoded, by their names without the prefix.
   *
   * @throws IllegalArgumentException if one has no name or stands twice
   */
  UrlParameters parameters() {
    return UrlParameters.ofQuery(query);
  }
}
