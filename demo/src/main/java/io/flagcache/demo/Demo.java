package io.flagcache.demo;

import io.flagcache.core.url.ProviderUrl;
import io.flagcache.core.url.Redaction;
import io.flagcache.demo.cache.ProviderCheck;
import io.flagcache.demo.text.Times;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jline.terminal.Terminal;

/** Runs the demo: opens what it needs, tells the story, and cleans up. */
public final class Demo {

  private static final int KEPT = 0;
  private static final int BROKEN = 1;

  private final DemoSettings settings;
  private final Class<?> workerMain;
  private final boolean plain;
  private final boolean colour;
  private final PrintWriter out;

  /**
   * Makes a demo.
   *
   * @param settings how it is to run
   * @param workerMain the class whose hidden command runs a worker
   * @param plain whether to print line by line even on a terminal
   * @param colour whether colours are welcome
   * @param out where the demo is shown
   */
  public Demo(
      DemoSettings settings, Class<?> workerMain, boolean plain, boolean colour, PrintWriter out) {
    this.settings = settings;
    this.workerMain = workerMain;
    this.plain = plain;
    this.colour = colour;
    this.out = out;
  }

  /**
   * Runs the demo to its end.
   *
   * @return the exit code: 0 if all promises held, 1 if one did not
   * @throws DemoFailure if the demo could not start, or could not go on
   * @throws InterruptedException if the thread was interrupted
   */
  public int run() throws DemoFailure, InterruptedException {
    CleanUp cleanUp =
        new CleanUp(failure -> System.err.println("Clean-up was not complete: " + failure));
    Thread hook = new Thread(cleanUp::close, "clean-up");
    Runtime.getRuntime().addShutdownHook(hook);
    try (cleanUp) {
      return run(cleanUp);
    } finally {
      removeHook(hook);
    }
  }

  private int run(CleanUp cleanUp) throws DemoFailure, InterruptedException {
    RunFolder folder = cleanUp.add(createFolder());
    // Read when the first logger is made: the terminal belongs to the story.
    System.setProperty(
        "org.slf4j.simpleLogger.logFile", folder.logs().resolve("demo.log").toString());
    String cacheUrl = openCache(folder.database(), cleanUp);
    try {
      Optional<Terminal> terminal = plain ? Optional.empty() : LiveScreen.terminal();
      DemoSummary summary = show(cacheUrl, folder.logs(), terminal, cleanUp);
      return conclude(summary, terminal.isPresent() && colour, folder);
    } catch (DemoFailure e) {
      folder.keepLogs();
      throw new DemoFailure(e.getMessage() + " (logs: " + folder.logs() + ")", e);
    }
  }

  private DemoSummary show(String cacheUrl, Path logs, Optional<Terminal> terminal, CleanUp cleanUp)
      throws DemoFailure, InterruptedException {
    PlainScreen lines = new PlainScreen(out);
    DemoBoard board =
        terminal.isPresent()
            ? new DemoBoard(title(), (line, view) -> {})
            : new DemoBoard(title(), lines::show);
    if (terminal.isEmpty()) {
      out.println(title());
    }
    // Opened last, so that it is closed first: what follows is printed below it.
    CleanUp screen = cleanUp.add(new CleanUp(e -> System.err.println(e.getMessage())));
    terminal.ifPresent(found -> screen.add(LiveScreen.start(found, colour, out, board::view)));
    try (screen) {
      return tell(new DemoStory(settings, board), board, cacheUrl, logs, cleanUp);
    } finally {
      if (terminal.isEmpty()) {
        lines.workers(board.view());
      }
    }
  }

  private DemoSummary tell(
      DemoStory story, DemoBoard board, String cacheUrl, Path logs, CleanUp cleanUp)
      throws DemoFailure, InterruptedException {
    Traffic without;
    Path aloneLogs = logs.resolve("without-sharing");
    Path sharedLogs = logs.resolve("with-sharing");
    createFolders(aloneLogs, sharedLogs);
    try (Stage stage =
        cleanUp.add(Stage.open(settings, Optional.empty(), workerMain, aloneLogs, board))) {
      without = story.withoutSharing(stage);
    }
    try (Stage stage =
        cleanUp.add(Stage.open(settings, Optional.of(cacheUrl), workerMain, sharedLogs, board))) {
      return story.withSharing(stage, without);
    }
  }

  private int conclude(DemoSummary summary, boolean coloured, RunFolder folder) {
    out.println();
    summary.lines().forEach(line -> out.println(coloured ? line.toAnsi() : line.toString()));
    if (summary.allKept()) {
      return KEPT;
    }
    folder.keepLogs();
    out.println("The workers' logs are in " + folder.logs());
    return BROKEN;
  }

  private String openCache(Path database, CleanUp cleanUp)
      throws DemoFailure, InterruptedException {
    String serviceKey = "demo-" + UUID.randomUUID();
    try {
      String url =
          settings.cacheUrl().isPresent()
              ? settings.cacheUrl().orElseThrow()
              : cleanUp.add(TemporaryH2.start(database)).url();
      ProviderUrl complete = CacheUrl.with(url, serviceKey, settings);
      Optional<String> problem = ProviderCheck.problemOf(complete);
      if (problem.isPresent()) {
        throw new DemoFailure(problem.orElseThrow());
      }
      return complete.text();
    } catch (SQLException e) {
      throw new DemoFailure("The demo's own database cannot be started: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new DemoFailure("The cache cannot be used: " + e.getMessage(), e);
    }
  }

  private String title() {
    return "flagcache demo · "
        + settings.workers()
        + " workers · poll "
        + Times.set(settings.poll())
        + " · lease "
        + Times.set(settings.lease())
        + " · "
        + origin()
        + " · "
        + (settings.cacheUrl().isPresent() ? "cache given by --url" : "H2");
  }

  private String origin() {
    if (settings.origin() instanceof Origin.PostHog api) {
      return Redaction.NONE.apply(api.host().toString());
    }
    Origin.StandIn standIn = (Origin.StandIn) settings.origin();
    return String.format(
        Locale.ROOT,
        "%s, %d flags, %d kB",
        standIn.name(),
        standIn.document().flags(),
        standIn.document().bytes() / 1000);
  }

  private static RunFolder createFolder() throws DemoFailure {
    try {
      return RunFolder.create();
    } catch (IOException e) {
      throw new DemoFailure("No temporary folder can be created: " + e.getMessage(), e);
    }
  }

  private static void createFolders(Path... folders) throws DemoFailure {
    try {
      for (Path folder : folders) {
        Files.createDirectory(folder);
      }
    } catch (IOException e) {
      throw new DemoFailure("A folder for logs cannot be created: " + e.getMessage(), e);
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook with it.
    }
  }
}
