package io.flagcache.core.url;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the secrets of a URL, wherever they may stand in it. */
final class SecretsInUrl {

  /** The password may have a slash in it, or an at sign, that should have been encoded. */
  private static final Pattern WIDEST_USER_INFO = Pattern.compile("//[^/@:]*:(.*)@");

  private static final Pattern USER_INFO = Pattern.compile("//[^/@:]*:([^/]*)@");

  /** Drivers take a user and a password before each of several hosts. */
  private static final Pattern USER_INFO_OF_ONE_HOST =
      Pattern.compile("(?:(?<=//)|(?<=,))[^,:@/]*:([^@,/]+)@");

  /** As in {@code jdbc:mysql://(host=h,user=u,password=p)/d}. */
  private static final Pattern HOST_PROPERTY = Pattern.compile("([\\w.-]+)=([^,()&;?]+)");

  /** A URL in a parameter of a URL may itself have one. */
  private static final int DEEPEST = 3;

  private final Set<String> found = new LinkedHashSet<>();

  private SecretsInUrl() {}

  static Set<String> of(String url, UrlStyle style) {
    SecretsInUrl secrets = new SecretsInUrl();
    secrets.addAll(url, style, DEEPEST);
    return secrets.found;
  }

  private void addAll(String url, UrlStyle style, int depth) {
    UrlParts parts = UrlParts.of(url, style.separators(url));
    addUserInfo(parts.base());
    addHostProperties(parts.base(), style::isSecret);
    for (UrlParts.Parameter parameter : parts.parameters()) {
      if (style.isSecret(parameter.name())) {
        add(parameter.rawValue());
      } else if (depth > 0) {
        addAll(PercentCode.decodeIfEncoded(parameter.rawValue()), UrlStyle.QUERY, depth - 1);
      }
    }
  }

  private void addUserInfo(String base) {
    for (Pattern pattern : List.of(WIDEST_USER_INFO, USER_INFO, USER_INFO_OF_ONE_HOST)) {
      Matcher matcher = pattern.matcher(base);
      while (matcher.find()) {
        add(matcher.group(1));
      }
    }
  }

  private void addHostProperties(String base, Predicate<String> isSecret) {
    Matcher matcher = HOST_PROPERTY.matcher(base);
    while (matcher.find()) {
      if (isSecret.test(matcher.group(1))) {
        add(matcher.group(2));
      }
    }
  }

  private void add(String written) {
    found.add(written);
    found.add(PercentCode.decodeIfEncoded(written));
    // A plus sign is a space in parameters alone.
    found.add(PercentCode.decodeIfEncoded(written.replace("+", "%2B")));
  }
}
