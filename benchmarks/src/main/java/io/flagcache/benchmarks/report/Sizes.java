package io.flagcache.benchmarks.report;

import java.util.Locale;

/** Figures as readers want them. */
final class Sizes {

  private Sizes() {}

  /** In units of a thousand bytes and so on. */
  static String bytes(double bytes) {
    if (bytes >= 1e6) {
      return number(bytes / 1e6) + " MB";
    }
    return bytes >= 1e4 ? number(bytes / 1e3) + " KB" : number(bytes) + " B";
  }

  /** With three digits, or all that stand before the point. */
  static String number(double figure) {
    String format = figure >= 100 || figure == Math.rint(figure) ? "%.0f" : "%.1f";
    return String.format(Locale.ROOT, format, figure);
  }
}
