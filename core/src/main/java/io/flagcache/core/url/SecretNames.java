package io.flagcache.core.url;

import java.util.regex.Pattern;

/** Tells by the name of a setting whether its value is secret. */
final class SecretNames {

  private static final Pattern SECRET =
      Pattern.compile(
          "(?i)pass(?:w|phrase|code|$)|pwd|secret|token|credential|signature|authorization"
              + "|(?:access|api|private|encryption)[._-]?key");

  /** Where a secret stands is none, and whoever corrects the path has to see it. */
  private static final Pattern FILE = Pattern.compile("(?i)file$");

  private SecretNames() {}

  static boolean isSecret(String name) {
    return SECRET.matcher(name).find() && !FILE.matcher(name).find();
  }
}
