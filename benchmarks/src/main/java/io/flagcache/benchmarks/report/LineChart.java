package io.flagcache.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;

/**
 * Lines on two logarithmic axes, in panels beside each other that share both axes, as SVG. Colours
 * and background follow the reader's choice of a dark or a light page.
 *
 * @param title above all, and for those who do not see it
 * @param xLabel of the horizontal axes
 * @param yLabel of the vertical axes
 * @param xText a value of the horizontal axis as it is written
 * @param panels with a title each
 */
record LineChart(
    String title, String xLabel, String yLabel, DoubleFunction<String> xText, List<Panel> panels) {

  /** One plot. */
  record Panel(String title, List<Line> lines) {}

  /**
   * One line.
   *
   * @param name the same in each panel where it means the same
   * @param points from left to right, with values above zero
   */
  record Line(String name, List<Point> points) {}

  /** A value. */
  record Point(double x, double y) {}

  private static final int COLOURS = 8;
  private static final int COLUMNS = 3;
  private static final int PANEL_WIDTH = 270;
  private static final int PANEL_HEIGHT = 230;
  private static final int LEFT = 56;
  private static final int TOP = 30;
  private static final int PLOT_WIDTH = 200;
  private static final int PLOT_HEIGHT = 150;
  private static final int HEADER = 72;

  private static final String STYLE =
      """
      <style>
        svg { --page: #ffffff; --text: #1f2328; --faint: #59636e; --grid: #d1d9e0;
          --c0: #0969da; --c1: #bc4c00; --c2: #1a7f37; --c3: #8250df; --c4: #bf3989; --c5: #59636e;
          --c6: #9a6700; --c7: #1b7c83; }
        @media (prefers-color-scheme: dark) {
          svg { --page: #0d1117; --text: #e6edf3; --faint: #9198a1; --grid: #30363d;
            --c0: #58a6ff; --c1: #f0883e; --c2: #3fb950; --c3: #bc8cff; --c4: #f778ba; --c5: #9198a1;
            --c6: #d29922; --c7: #39c5cf; }
        }
        text { font: 12px Helvetica, Arial, sans-serif; fill: var(--text); }
        .title { font-size: 15px; font-weight: bold; }
        .faint { fill: var(--faint); font-size: 11px; }
        .page { fill: var(--page); }
        .grid { stroke: var(--grid); stroke-width: 1; }
        .line { fill: none; stroke-width: 2; stroke-linejoin: round; }
      """;

  /** The file. */
  String svg() {
    List<String> names =
        panels.stream().flatMap(panel -> panel.lines.stream()).map(Line::name).distinct().toList();
    int rows = (panels.size() + COLUMNS - 1) / COLUMNS;
    int width = Math.max(2, Math.min(COLUMNS, panels.size())) * PANEL_WIDTH;
    int height = HEADER + rows * PANEL_HEIGHT;
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n"
            .formatted(width, height, escaped(title)));
    svg.append(STYLE);
    for (int i = 0; i < names.size(); i++) {
      svg.append(
          "  .s%d { stroke: var(--c%d); }  .f%d { fill: var(--c%d); }\n"
              .formatted(i, i % COLOURS, i, i % COLOURS));
    }
    svg.append("</style>\n");
    svg.append("<rect class=\"page\" width=\"%d\" height=\"%d\"/>\n".formatted(width, height));
    svg.append(text(12, 24, "title", "start", title));
    legend(svg, names);
    Axis x = Axis.of(values(Point::x), false);
    Axis y = Axis.of(values(Point::y), true);
    for (int i = 0; i < panels.size(); i++) {
      svg.append(
          "<g transform=\"translate(%d %d)\">\n"
              .formatted(i % COLUMNS * PANEL_WIDTH, HEADER + i / COLUMNS * PANEL_HEIGHT));
      draw(svg, panels.get(i), names, x, y);
      svg.append("</g>\n");
    }
    return svg.append("</svg>\n").toString();
  }

  private List<Double> values(ToDoubleFunction<Point> value) {
    return panels.stream()
        .flatMap(panel -> panel.lines.stream())
        .flatMap(line -> line.points.stream())
        .map(value::applyAsDouble)
        .toList();
  }

  private static void legend(StringBuilder svg, List<String> names) {
    int x = 12;
    for (int i = 0; i < names.size(); i++) {
      svg.append(
          "<rect class=\"f%d\" x=\"%d\" y=\"42\" width=\"16\" height=\"4\"/>\n".formatted(i, x));
      svg.append(text(x + 21, 48, "", "start", names.get(i)));
      x += 40 + names.get(i).length() * 7;
    }
  }

  private void draw(StringBuilder svg, Panel panel, List<String> names, Axis x, Axis y) {
    svg.append(text(LEFT, TOP - 12, "", "start", panel.title));
    for (double tick : y.ticks()) {
      double at = TOP + PLOT_HEIGHT * (1 - y.share(tick));
      svg.append(
          "<line class=\"grid\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>\n"
              .formatted(LEFT, at, LEFT + PLOT_WIDTH, at));
      svg.append(text(LEFT - 6, at + 4, "faint", "end", grouped(tick)));
    }
    for (double tick : x.ticks()) {
      double at = LEFT + PLOT_WIDTH * x.share(tick);
      svg.append(text(at, TOP + PLOT_HEIGHT + 16, "faint", "middle", xText.apply(tick)));
    }
    svg.append(
        text(LEFT + PLOT_WIDTH, TOP + PLOT_HEIGHT + 32, "faint", "end", yLabel + " by " + xLabel));
    for (Line line : panel.lines) {
      draw(svg, line, names.indexOf(line.name), x, y);
    }
  }

  private static void draw(StringBuilder svg, Line line, int number, Axis x, Axis y) {
    List<String> points = new ArrayList<>();
    for (Point point : line.points) {
      double left = LEFT + PLOT_WIDTH * x.share(point.x);
      double top = TOP + PLOT_HEIGHT * (1 - y.share(point.y));
      points.add(String.format(Locale.ROOT, "%.1f,%.1f", left, top));
      svg.append(
          "<circle class=\"f%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"><title>%s: %s</title></circle>\n"
              .formatted(number, left, top, escaped(line.name), Sizes.number(point.y)));
    }
    svg.append(
        "<polyline class=\"line s%d\" points=\"%s\"/>\n"
            .formatted(number, String.join(" ", points)));
  }

  private static String text(double x, double y, String style, String anchor, String text) {
    return String.format(
        Locale.ROOT,
        "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n",
        style,
        x,
        y,
        anchor,
        escaped(text));
  }

  private static String grouped(double tick) {
    return String.format(Locale.ROOT, "%,.0f", tick);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }

  /** A logarithmic one. */
  private record Axis(double least, double greatest, List<Double> ticks) {

    /** With ticks at the values themselves, or around them at powers of ten. */
    static Axis of(List<Double> values, boolean powersOfTen) {
      double least = values.stream().mapToDouble(Double::doubleValue).min().orElse(1);
      double greatest = values.stream().mapToDouble(Double::doubleValue).max().orElse(10);
      if (!powersOfTen) {
        return new Axis(least, greatest, values.stream().distinct().sorted().toList());
      }
      List<Double> ticks = new ArrayList<>();
      for (double tick = Math.pow(10, Math.floor(Math.log10(least)));
          ticks.isEmpty() || ticks.get(ticks.size() - 1) < greatest;
          tick *= 10) {
        ticks.add(tick);
      }
      return new Axis(ticks.get(0), ticks.get(ticks.size() - 1), ticks);
    }

    double share(double value) {
      return least == greatest ? 0.5 : Math.log(value / least) / Math.log(greatest / least);
    }
  }
}
