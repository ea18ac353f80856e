package io.flagcache.benchmarks.report;

import java.util.Collection;
import java.util.List;

/** Of few and of many figures. */
public final class Medians {

  private Medians() {}

  /**
   * The one in the middle, or the mean of the two that are there.
   *
   * @param figures one at the least
   */
  public static double of(Collection<Double> figures) {
    if (figures.isEmpty()) {
      throw new IllegalArgumentException("There is no figure");
    }
    List<Double> sorted = figures.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /**
   * How far figures are apart, as a part of their median: 0.15 if 15 % lie between the least and
   * the greatest.
   */
  public static double spread(Collection<Double> figures) {
    double median = of(figures);
    double least = figures.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    double greatest = figures.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    return median == 0 ? 0 : (greatest - least) / median;
  }
}
