package io.flagcache.jdbc;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A statement whose parameters have names, since each database wants them in an order of its own.
 *
 * @param sql with a question mark for each
 * @param names of the parameters in their order
 */
record NamedStatement(String sql, List<String> names) {

  private static final Pattern NAME = Pattern.compile(":([a-z]+)\\b");

  /** Takes {@code :name} for a parameter. */
  static NamedStatement of(String template) {
    return new NamedStatement(
        NAME.matcher(template).replaceAll("?"),
        NAME.matcher(template).results().map(found -> found.group(1)).toList());
  }

  Object[] parameters(Map<String, Object> values) {
    return names.stream().map(name -> Objects.requireNonNull(values.get(name), name)).toArray();
  }
}
