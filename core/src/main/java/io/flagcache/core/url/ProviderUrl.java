package io.flagcache.core.url;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The URL of a cache, to which settings may be added. It has credentials in it: {@link #text()}
 * alone shows them. Immutable.
 */
public final class ProviderUrl {

  private final String url;
  private final UrlStyle style;
  private final UrlParts parts;

  /**
   * Takes any URL; whether a backend serves it is found out by using it.
   *
   * @param url the whole URL
   * @param style how URLs of its backend are written
   */
  public ProviderUrl(String url, UrlStyle style) {
    this.url = Objects.requireNonNull(url, "url");
    this.style = Objects.requireNonNull(style, "style");
    this.parts = UrlParts.of(url, style.separators(url));
  }

  /**
   * The whole URL, as a provider is made by it.
   *
   * @return the URL with its credentials
   */
  public String text() {
    return url;
  }

  /**
   * What is the backend's own.
   *
   * @return the URL without flagcache's settings, otherwise as it was, with its credentials
   */
  public String address() {
    List<String> others =
        parts.parameters().stream()
            .map(UrlParts.Parameter::text)
            .filter(text -> !text.startsWith(style.prefix()))
            .toList();
    return others.isEmpty() ? parts.base() : join(others);
  }

  /**
   * Flagcache's settings, decoded, by their names without the prefix.
   *
   * @return the settings, none of which is taken yet
   * @throws IllegalArgumentException if one has no name or no value, or is duplicated
   */
  public UrlParameters settings() {
    return UrlParameters.of(
        parts.parameters().stream()
            .map(UrlParts.Parameter::text)
            .filter(text -> text.startsWith(style.prefix()))
            .map(text -> text.substring(style.prefix().length())),
        style.prefix());
  }

  /**
   * What a setting is called in this URL.
   *
   * @param setting its name without a prefix
   * @return its name with the prefix of the backend's URLs
   */
  public String nameOf(String setting) {
    return style.prefix() + setting;
  }

  /**
   * Whether the user has given a setting.
   *
   * @param setting its name without a prefix
   * @return whether it stands in the URL
   */
  public boolean sets(String setting) {
    return valueOf(setting).isPresent();
  }

  /**
   * What the user has given for a setting.
   *
   * @param setting its name without a prefix
   * @return its value, decoded; empty if it does not stand in the URL
   */
  public Optional<String> valueOf(String setting) {
    return parts.parameters().stream()
        .filter(parameter -> isNamed(parameter, setting))
        .map(parameter -> PercentCode.decodeIfEncoded(parameter.rawValue()))
        .findFirst();
  }

  private boolean isNamed(UrlParts.Parameter parameter, String setting) {
    return parameter.text().contains("=") && parameter.name().equals(nameOf(setting));
  }

  /**
   * Refuses settings that the caller makes itself.
   *
   * @param settings their names without a prefix
   * @param reason where they come from, for the message
   * @throws IllegalArgumentException if the URL has one of them
   */
  public void refuse(Iterable<String> settings, String reason) {
    for (String setting : settings) {
      if (sets(setting)) {
        throw new IllegalArgumentException(
            "Leave '" + nameOf(setting) + "' out of the URL; " + reason);
      }
    }
  }

  /**
   * Whether the user has what is missing in the backend created, which readers may not.
   *
   * @return whether the URL says so
   */
  public boolean createsMissing() {
    return style.creationSetting().flatMap(this::valueOf).filter("true"::equals).isPresent();
  }

  /**
   * The setting that has what is missing created.
   *
   * @return the setting; empty for backends that need none
   */
  public Map<String, String> createMissing() {
    return style.creationSetting().map(name -> Map.of(name, "true")).orElse(Map.of());
  }

  /**
   * Adds settings.
   *
   * @param settings values, not encoded, by names without a prefix
   * @return the URL with those of the settings that it does not have already
   */
  public ProviderUrl with(Map<String, String> settings) {
    List<String> parameters =
        new ArrayList<>(
            parts.parameters().stream()
                .map(UrlParts.Parameter::text)
                .filter(text -> !text.isEmpty())
                .toList());
    settings.forEach(
        (name, value) -> {
          if (!sets(name)) {
            parameters.add(nameOf(name) + "=" + PercentCode.encode(value));
          }
        });
    return new ProviderUrl(join(parameters), style);
  }

  /**
   * Sets settings.
   *
   * @param settings values, not encoded, by names without a prefix
   * @return the URL with these settings, in place of those that it has
   */
  public ProviderUrl replacing(Map<String, String> settings) {
    Stream<UrlParts.Parameter> kept =
        parts.parameters().stream()
            .filter(
                parameter ->
                    settings.keySet().stream().noneMatch(name -> isNamed(parameter, name)));
    return new ProviderUrl(join(kept.map(UrlParts.Parameter::text).toList()), style).with(settings);
  }

  private String join(List<String> parameters) {
    UrlStyle.Separators separators = style.separators(url);
    return parameters.isEmpty()
        ? parts.base()
        : parts.base()
            + separators.first()
            + String.join(Character.toString(separators.next()), parameters);
  }

  /**
   * Takes the secrets of this URL out of texts.
   *
   * @return a redaction that knows them
   */
  public Redaction redaction() {
    return Redaction.ofUrl(url, style);
  }

  /** Shows the scheme alone. */
  @Override
  public String toString() {
    return url.substring(0, Math.max(0, url.indexOf(':'))).toLowerCase(Locale.ROOT) + ":…";
  }
}
