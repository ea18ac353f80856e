package io.flagcache.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/** A table, line by line. */
final class MarkdownTable {

  private final List<String> lines = new ArrayList<>();
  private final int columns;

  MarkdownTable(List<String> heads) {
    columns = heads.size();
    lines.add(line(heads));
    lines.add("|" + "---|".repeat(columns));
  }

  void add(List<String> cells) {
    if (cells.size() != columns) {
      throw new IllegalArgumentException(
          cells.size() + " cells in a table of " + columns + " columns: " + cells);
    }
    lines.add(line(cells));
  }

  boolean isEmpty() {
    return lines.size() == 2;
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }

  @Override
  public String toString() {
    return String.join("\n", lines);
  }
}
