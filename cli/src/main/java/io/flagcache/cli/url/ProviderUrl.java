package io.flagcache.cli.url;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The URL of a cache, to which a command adds settings of its own. Has credentials in it. */
public final class ProviderUrl {

  private static final List<Pattern> SECRETS =
      List.of(
          Pattern.compile("//[^/?@]*?:([^/?]+)@"),
          Pattern.compile(
              "(?i)[?&;][^=?&;]*(?:passw|pwd|secret|token|accesskey)[^=?&;]*=([^&;]+)"));

  /** Shorter ones stand in any text by chance. */
  private static final int SHORTEST_SECRET = 4;

  private final String url;
  private final String scheme;

  /** Takes any URL; whether a backend serves it is found out by using it. */
  public ProviderUrl(String url) {
    this.url = url;
    this.scheme = url.substring(0, Math.max(0, url.indexOf(':'))).toLowerCase(Locale.ROOT);
  }

  /** What stands before the first colon, in lower case; empty if there is none. */
  public String scheme() {
    return scheme;
  }

  /** What a setting is called in this URL: other parameters of a JDBC URL are the driver's. */
  public String nameOf(String setting) {
    return (scheme.equals("jdbc") ? "flagcache." : "") + setting;
  }

  /** Whether the user has given the setting. */
  public boolean sets(String setting) {
    return sets(setting, "");
  }

  /** What the user has given for the setting. */
  public Optional<String> valueOf(String setting) {
    Matcher matcher =
        Pattern.compile("[?&;]" + Pattern.quote(nameOf(setting)) + "=([^&;]*)").matcher(url);
    return matcher.find() ? Optional.of(decoded(matcher.group(1))) : Optional.empty();
  }

  private boolean sets(String setting, String value) {
    return Pattern.compile("[?&;]" + Pattern.quote(nameOf(setting) + "=" + value))
        .matcher(url)
        .find();
  }

  /**
   * Refuses settings that the command makes itself.
   *
   * @param reason where they come from
   * @throws IllegalArgumentException if the URL has one of them
   */
  public void refuse(Iterable<String> settings, String reason) {
    for (String setting : settings) {
      if (sets(setting)) {
        throw new IllegalArgumentException(
            "Leave '" + nameOf(setting) + "' out of --url; " + reason);
      }
    }
  }

  /** Whether the user has missing tables created, which readers may not. */
  public boolean createsMissing() {
    return createMissing().entrySet().stream()
        .anyMatch(setting -> sets(setting.getKey(), setting.getValue()));
  }

  /** The setting that has missing tables created; empty for backends that need none. */
  public Map<String, String> createMissing() {
    return switch (scheme) {
      case "jdbc" -> Map.of("createSchema", "true");
      case "dynamodb" -> Map.of("createTable", "true");
      default -> Map.of();
    };
  }

  /** The URL with those of the settings that it does not have already. */
  public String with(Map<String, String> settings) {
    StringBuilder extended = new StringBuilder(url);
    boolean h2 = url.toLowerCase(Locale.ROOT).startsWith("jdbc:h2:");
    settings.forEach(
        (name, value) -> {
          if (!sets(name)) {
            extended.append(separator(extended, h2)).append(nameOf(name)).append('=').append(value);
          }
        });
    return extended.toString();
  }

  /** The URL with these settings, in place of those that it has. */
  public ProviderUrl replacing(Map<String, String> settings) {
    String stripped = url;
    for (String setting : settings.keySet()) {
      String value = Pattern.quote(nameOf(setting)) + "=[^&;]*";
      stripped =
          stripped
              .replaceAll("([?&;])" + value + "[&;]", "$1")
              .replaceAll("[?&;]" + value + "$", "");
    }
    return new ProviderUrl(new ProviderUrl(stripped).with(settings));
  }

  private static char separator(CharSequence url, boolean h2) {
    if (h2) {
      return ';';
    }
    return url.toString().indexOf('?') < 0 ? '?' : '&';
  }

  /** A text without the credentials of this URL, in case that a driver or a provider shows them. */
  public String withoutSecrets(String text) {
    String shown = text;
    for (String secret : secrets(SHORTEST_SECRET)) {
      shown = shown.replace(secret, "…");
    }
    return shown;
  }

  /**
   * The credentials in this URL, as they stand there and decoded.
   *
   * @param shortest leaves out those that have fewer characters
   */
  public Set<String> secrets(int shortest) {
    Set<String> secrets = new LinkedHashSet<>();
    for (Pattern pattern : SECRETS) {
      Matcher matcher = pattern.matcher(url);
      while (matcher.find()) {
        secrets.add(matcher.group(1));
        secrets.add(decoded(matcher.group(1)));
      }
    }
    secrets.removeIf(secret -> secret.length() < shortest);
    return secrets;
  }

  private static String decoded(String secret) {
    try {
      return URLDecoder.decode(secret, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return secret; // It was not encoded: a driver's parameters need not be.
    }
  }

  /** Shows the scheme alone. */
  @Override
  public String toString() {
    return scheme + ":…";
  }
}
