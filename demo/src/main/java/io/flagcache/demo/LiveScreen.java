package io.flagcache.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Curses;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;

/** Shows the demo in place on a terminal, some times a second, writing only what changed. */
final class LiveScreen implements AutoCloseable {

  private static final long FRAME_MILLIS = 100;

  /** Asking the terminal for its size starts a process. */
  private static final int FRAMES_PER_SIZE = 10;

  private final Terminal terminal;
  private final boolean colour;
  private final PrintWriter out;
  private final String showCursor;
  private final Display display;
  private final Supplier<DemoView> view;
  private final ScheduledExecutorService frames =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "screen");
            thread.setDaemon(true);
            return thread;
          });
  private Size size = Size.of(0, 0);
  private int frame;
  private boolean closed;

  private LiveScreen(Terminal terminal, boolean colour, PrintWriter out, Supplier<DemoView> view) {
    this.terminal = terminal;
    this.out = out;
    this.showCursor =
        Objects.requireNonNullElse(
            Curses.tputs(terminal.getStringCapability(Capability.cursor_normal)), "");
    this.colour = colour;
    this.display = new Display(terminal, false);
    this.view = view;
  }

  /**
   * Finds the terminal that standard output is.
   *
   * @return empty if standard output is something else, or a terminal that cannot redraw
   */
  static Optional<Terminal> terminal() {
    try {
      Terminal terminal =
          TerminalBuilder.builder()
              .system(true)
              .systemOutput(TerminalBuilder.SystemOutput.SysOut)
              .provider(TerminalBuilder.PROP_PROVIDER_EXEC)
              .dumb(false)
              // With them, Ctrl-C would end the process without its shutdown hooks.
              .nativeSignals(false)
              .graphemeCluster(false)
              .encoding(StandardCharsets.UTF_8)
              .build();
      if (terminal.getStringCapability(Capability.cursor_up) == null) {
        terminal.close();
        return Optional.empty();
      }
      return Optional.of(terminal);
    } catch (IOException | IllegalStateException e) {
      return Optional.empty();
    }
  }

  /**
   * Begins to show; takes the terminal over until it is closed.
   *
   * @param out writes to the same terminal, also when the library has closed it
   */
  static LiveScreen start(
      Terminal terminal, boolean colour, PrintWriter out, Supplier<DemoView> view) {
    LiveScreen screen = new LiveScreen(terminal, colour, out, view);
    terminal.echo(false);
    terminal.puts(Capability.cursor_invisible);
    screen.frames.scheduleWithFixedDelay(screen::drawNext, 0, FRAME_MILLIS, TimeUnit.MILLISECONDS);
    return screen;
  }

  /** Leaves the workers on the terminal, with the cursor below them. */
  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    frames.shutdownNow();
    try {
      draw(view.get().withoutStory());
    } catch (IllegalStateException e) {
      // Ctrl-C: the library has closed the terminal before us, and given it back its settings.
    }
    out.print(showCursor);
    out.flush();
    terminal.close();
  }

  private synchronized void drawNext() {
    if (!closed) {
      draw(view.get());
    }
  }

  private void draw(DemoView shown) {
    if (frame++ % FRAMES_PER_SIZE == 0) {
      size = terminal.getSize();
    }
    int width = Math.max(20, size.getColumns());
    int height = Math.max(4, size.getRows());
    List<AttributedString> lines = new ArrayList<>(TerminalTable.screen(shown, width, height));
    lines.add(AttributedString.EMPTY);
    if (!colour) {
      lines.replaceAll(line -> new AttributedString(line.toString()));
    }
    Size screen = Size.of(width, height);
    if (screen.getColumns() != display.getColumns() || screen.getRows() != display.getRows()) {
      begin(screen);
    }
    display.update(lines, screen.cursorPos(lines.size() - 1, 0));
  }

  /** A terminal that was resized has wrapped or cut what is on it. */
  private void begin(Size screen) {
    if (display.getColumns() > 0) {
      terminal.puts(Capability.clear_screen);
      display.reset();
    }
    display.resize(screen);
  }
}
