package io.flagcache.core.url;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Percent-encoding, as parameters of URLs have it. */
final class PercentCode {

  private PercentCode() {}

  /**
   * Decodes a name or a value.
   *
   * @throws IllegalArgumentException if it is not encoded; the message does not show it
   */
  static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "A URL parameter has a '%' that no two hexadecimal digits follow; write '%' as %25");
    }
  }

  /** Decodes what may be encoded: a driver's parameters need not be. */
  static String decodeIfEncoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  static String encode(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
