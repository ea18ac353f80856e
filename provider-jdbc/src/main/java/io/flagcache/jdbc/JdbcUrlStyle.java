package io.flagcache.jdbc;

import io.flagcache.core.url.UrlStyle;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * JDBC URLs are the driver's own. Parameters with the prefix {@code flagcache.} are ours, and stand
 * behind the separators of the driver's.
 */
enum JdbcUrlStyle implements UrlStyle {
  INSTANCE;

  static final String CREATE_SCHEMA = "createSchema";

  private static final String PREFIX = "flagcache.";

  private static final Separators H2 = new Separators(';', ';');

  private static final Pattern LEFT_OVER = Pattern.compile("[?&;]\\s*flagcache\\.");

  @Override
  public String prefix() {
    return PREFIX;
  }

  @Override
  public Separators separators(String url) {
    return isH2(url) ? H2 : Separators.QUERY;
  }

  @Override
  public Optional<String> creationSetting() {
    return Optional.of(CREATE_SCHEMA);
  }

  /**
   * Checks what is left for the driver.
   *
   * @param address a URL whose settings of ours have been taken out
   * @throws IllegalArgumentException if one is left, which the driver would ignore
   */
  static void demandNoSettingOfOurs(String address) {
    if (LEFT_OVER.matcher(address).find()) {
      throw new IllegalArgumentException(
          "A '"
              + PREFIX
              + "' parameter of the JDBC URL stands behind the wrong separator; use "
              + (isH2(address)
                  ? "';' before each, as in jdbc:h2:./cache;flagcache.serviceKey=checkout"
                  : "'?' before the first parameter and '&' before the others"));
    }
  }

  private static boolean isH2(String url) {
    return DriverProperties.databaseOf(url).filter("h2"::equals).isPresent();
  }
}
