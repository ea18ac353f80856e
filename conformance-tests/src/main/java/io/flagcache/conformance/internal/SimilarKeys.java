package io.flagcache.conformance.internal;

import java.util.List;

/** Service keys that a backend may take for one another, by how it folds, cuts or joins names. */
public final class SimilarKeys {

  private SimilarKeys() {}

  /** What all service keys of the kit begin with, so that nobody else's are touched. */
  private static final String PREFIX = "kit-";

  /**
   * Makes keys that are all different.
   *
   * @param base a key of the kit that nobody uses
   * @return the key and others like it; a provider may refuse them, but no two are the same to it
   */
  public static List<String> of(String base) {
    String rest = base.substring(PREFIX.length());
    return List.of(
        base,
        base + "-a",
        base + "-A",
        base + "e",
        base + "\u00e9",
        base + "e\u0301",
        base + " ",
        base + "_",
        base + "_b",
        base + "Xb",
        base + "%b",
        base + "*",
        base + "Aa",
        base + "BB",
        base + "-".repeat(22) + "1",
        base + "-".repeat(22) + "2",
        base + ":lock",
        base + ":lease",
        PREFIX + "lock:" + rest,
        PREFIX + "{" + rest + "}",
        PREFIX + rest.substring(1),
        base.substring(0, base.length() - 1));
  }
}
