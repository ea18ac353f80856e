package io.flagcache.core.url;

import java.util.Optional;

/**
 * How the URLs of one backend are written: where flagcache's settings stand in them, what they are
 * called there, and which values are secret. The defaults are those of {@link #QUERY}; a backend
 * whose URLs look otherwise says so by its factory.
 */
public interface UrlStyle {

  /** All parameters are flagcache's: {@code scheme:address?name=value&name=value}. */
  UrlStyle QUERY = new UrlStyle() {};

  /**
   * What the names of flagcache's settings begin with. Parameters without it belong to the backend,
   * and stay in the address.
   *
   * @return empty if all parameters are flagcache's
   */
  default String prefix() {
    return "";
  }

  /**
   * What stands before the parameters.
   *
   * @param url the whole URL
   * @return a question mark before the first one and an ampersand before each other, unless the
   *     backend's URLs have others
   */
  default Separators separators(String url) {
    return Separators.QUERY;
  }

  /**
   * The setting that has what is missing in the backend created when it is {@code true}: tables,
   * for example.
   *
   * @return its name without the prefix; empty if nothing has to be created, or cannot be
   */
  default Optional<String> creationSetting() {
    return Optional.empty();
  }

  /**
   * Whether the value of a parameter is secret.
   *
   * @param parameter its name as it stands in the URL, decoded, of any case
   * @return true for names that speak of a password, a token, a key to an API and the like
   */
  default boolean isSecret(String parameter) {
    return SecretNames.isSecret(parameter);
  }

  /**
   * The characters before parameters.
   *
   * @param first before the first one
   * @param next before each other
   */
  record Separators(char first, char next) {

    /** A question mark, then ampersands. */
    public static final Separators QUERY = new Separators('?', '&');
  }
}
