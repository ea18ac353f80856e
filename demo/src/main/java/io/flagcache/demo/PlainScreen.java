package io.flagcache.demo;

import java.io.PrintWriter;
import java.util.Locale;

/** Prints the demo line by line, with the workers' table at the end of each step. */
final class PlainScreen {

  private final PrintWriter out;

  PlainScreen(PrintWriter out) {
    this.out = out;
  }

  void show(StoryLine line, DemoView before) {
    synchronized (out) {
      if (line.kind() == StoryLine.Kind.STEP) {
        workers(before);
        out.println();
      }
      String mark =
          switch (line.kind()) {
            case STEP -> "";
            case RESULT -> "  ✓ ";
            case BROKEN -> "  ✗ ";
            case TROUBLE -> "  ! ";
            case NEWS -> "    ";
          };
      double seconds = line.at().toMillis() / 1000.0;
      out.println(String.format(Locale.ROOT, "%5.1f s  ", seconds) + mark + line.text());
    }
  }

  /** Prints the workers, if there are any. */
  void workers(DemoView view) {
    if (!view.workers().isEmpty()) {
      synchronized (out) {
        TerminalTable.table(view.workers()).forEach(out::println);
        out.println(TerminalTable.api(view.api()));
      }
    }
  }
}
