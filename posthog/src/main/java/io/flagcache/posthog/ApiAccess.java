package io.flagcache.posthog;

import io.flagcache.core.url.Redaction;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The validated address of the definitions endpoint and the key to it. */
final class ApiAccess {

  private final URI endpoint;
  private final String secretKey;

  private ApiAccess(URI endpoint, String secretKey) {
    this.endpoint = endpoint;
    this.secretKey = secretKey;
  }

  /**
   * Validates the settings.
   *
   * @throws IllegalArgumentException if one is missing or wrong; the message shows no credential
   */
  static ApiAccess of(URI host, @Nullable String projectToken, @Nullable String secretKey) {
    checkHost(host);
    String query =
        "?token="
            + URLEncoder.encode(checkedToken(projectToken), StandardCharsets.UTF_8)
            + "&send_cohorts";
    return new ApiAccess(
        URI.create(host.toString().replaceAll("/+$", "") + "/flags/definitions" + query),
        checkedKey(secretKey));
  }

  private static void checkHost(URI host) {
    if (host.getRawAuthority() != null && host.getRawAuthority().contains("@")) {
      throw new IllegalArgumentException(
          "host has a user name or password, which is not shown here; give the address alone");
    }
    if (host.getRawQuery() != null || host.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "host has a query or a fragment; leave out everything from '?' or '#' on");
    }
    String scheme = String.valueOf(host.getScheme()).toLowerCase(Locale.ROOT);
    if (host.getHost() == null || !(scheme.equals("https") || scheme.equals("http"))) {
      throw new IllegalArgumentException(
          "host is '" + host + "'; use an address such as https://us.i.posthog.com");
    }
  }

  private static String checkedToken(@Nullable String token) {
    if (token == null || token.isBlank()) {
      throw new IllegalArgumentException(
          "projectToken is missing; set the project's token, phc_…, or call readOnly()");
    }
    if (token.startsWith("phs_") || token.startsWith("phx_")) {
      throw new IllegalArgumentException(
          "projectToken is a secret key, which would show in addresses; set the token, phc_…");
    }
    return token;
  }

  private static String checkedKey(@Nullable String key) {
    if (key == null || key.isEmpty()) {
      throw new IllegalArgumentException(
          "secretKey is missing; set the key, phs_… or phx_…, or call readOnly()");
    }
    if (key.startsWith("phc_")) {
      throw new IllegalArgumentException(
          "secretKey is a project token, which cannot read flag definitions; set phs_… or phx_…");
    }
    if (!key.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new IllegalArgumentException(
          "secretKey has a character that no key has, often a line feed at its end; remove it");
    }
    return key;
  }

  URI endpoint() {
    return endpoint;
  }

  String authorization() {
    return "Bearer " + secretKey;
  }

  /** Whatever a server or a library says: the key is not repeated. */
  String withoutKey(String message) {
    return Redaction.of(List.of(secretKey)).apply(message);
  }

  /** The address without path and query. */
  @Override
  public String toString() {
    return endpoint.getScheme() + "://" + endpoint.getRawAuthority();
  }
}
