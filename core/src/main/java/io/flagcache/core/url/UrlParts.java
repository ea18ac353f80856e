package io.flagcache.core.url;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A URL, divided at the separators of its parameters.
 *
 * @param base what stands before the first separator
 * @param parameters what stands behind it, in its order
 */
record UrlParts(String base, List<Parameter> parameters) {

  /**
   * One parameter.
   *
   * @param text as it stands in the URL
   */
  record Parameter(String text) {

    /** What stands before the first equals sign, decoded; all of it if there is none. */
    String name() {
      int equals = text.indexOf('=');
      return PercentCode.decodeIfEncoded(equals < 0 ? text : text.substring(0, equals));
    }

    /** What stands behind the first equals sign, as it is written. */
    String rawValue() {
      int equals = text.indexOf('=');
      return equals < 0 ? "" : text.substring(equals + 1);
    }
  }

  static UrlParts of(String url, UrlStyle.Separators separators) {
    int begin = url.indexOf(separators.first());
    if (begin < 0) {
      return new UrlParts(url, List.of());
    }
    String next = Pattern.quote(Character.toString(separators.next()));
    return new UrlParts(
        url.substring(0, begin),
        Arrays.stream(url.substring(begin + 1).split(next, -1)).map(Parameter::new).toList());
  }
}
