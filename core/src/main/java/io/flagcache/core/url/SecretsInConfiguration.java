package io.flagcache.core.url;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the secrets of a configuration file by the names of its settings. */
final class SecretsInConfiguration {

  /** YAML and Java properties: {@code password: "…"}, {@code a.password=…}. */
  private static final Pattern LINE =
      Pattern.compile(
          "(?m)^[ \\t\\-]*[\"']?([\\w.-]+)[\"']?[ \\t]*[:=][ \\t]*[\"']?(.*?)[\"']?[ \\t]*$");

  /** {@code <password>…</password>}, and {@code <property name="password">…</property>}. */
  private static final Pattern ELEMENT = Pattern.compile("<([\\w.-][^<>]*)>\\s*([^<]+?)\\s*</");

  /** {@code <login password="…"/>}. */
  private static final Pattern ATTRIBUTE = Pattern.compile("([\\w.-]+)\\s*=\\s*[\"']([^\"'<>]+)");

  private static final Pattern USER_INFO = Pattern.compile("//[^/@\\s:]*:([^/@\\s]+)@");

  private SecretsInConfiguration() {}

  static Set<String> of(String text) {
    Set<String> found = new LinkedHashSet<>();
    for (Pattern pattern : List.of(LINE, ELEMENT, ATTRIBUTE)) {
      Matcher matcher = pattern.matcher(text);
      while (matcher.find()) {
        if (SecretNames.isSecret(matcher.group(1))) {
          found.add(matcher.group(2));
        }
      }
    }
    Matcher userInfo = USER_INFO.matcher(text);
    while (userInfo.find()) {
      found.add(userInfo.group(1));
      found.add(PercentCode.decodeIfEncoded(userInfo.group(1)));
    }
    found.removeIf(secret -> secret.isBlank() || secret.equals("null"));
    return found;
  }
}
