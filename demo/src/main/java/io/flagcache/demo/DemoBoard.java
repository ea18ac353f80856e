package io.flagcache.demo;

import io.flagcache.demo.StoryLine.Kind;
import io.flagcache.demo.standin.ApiCounts;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where the story is put up for the screens. Safe for use by several threads. */
final class DemoBoard implements Fleet.Listener {

  private final long began = System.nanoTime();
  private final String title;
  private final BiConsumer<StoryLine, DemoView> listener;
  private final CopyOnWriteArrayList<StoryLine> lines = new CopyOnWriteArrayList<>();
  private volatile String step = "";
  private volatile @Nullable Cast cast;

  /** The fleet on stage, and what it asked of the API. */
  private record Cast(Fleet fleet, Supplier<ApiCounts> api) {}

  /**
   * Makes an empty board.
   *
   * @param title the demo's settings
   * @param listener gets each line as it comes, with all that is shown then; news and trouble of
   *     workers come with a view without workers
   */
  DemoBoard(String title, BiConsumer<StoryLine, DemoView> listener) {
    this.title = title;
    this.listener = listener;
  }

  void show(Fleet fleet, Supplier<ApiCounts> api) {
    cast = new Cast(fleet, api);
  }

  void step(String text) {
    step = text;
    put(Kind.STEP, text);
  }

  void result(String text) {
    put(Kind.RESULT, text);
  }

  void broken(String text) {
    put(Kind.BROKEN, text);
  }

  // The fleet calls these two with its lock held: they must not ask it for its workers.

  @Override
  public void news(String text) {
    listener.accept(new StoryLine(elapsed(), Kind.NEWS, text), view(List.of(), ApiCounts.NONE));
  }

  @Override
  public void trouble(String text) {
    StoryLine line = new StoryLine(elapsed(), Kind.TROUBLE, text);
    lines.add(line);
    listener.accept(line, view(List.of(), ApiCounts.NONE));
  }

  DemoView view() {
    Cast present = cast;
    return present == null
        ? view(List.of(), ApiCounts.NONE)
        : view(rows(present.fleet()), present.api().get());
  }

  private void put(Kind kind, String text) {
    StoryLine line = new StoryLine(elapsed(), kind, text);
    DemoView before = view();
    lines.add(line);
    listener.accept(line, before);
  }

  private DemoView view(List<WorkerRow> rows, ApiCounts api) {
    return new DemoView(title, elapsed(), step, api, rows, List.copyOf(lines));
  }

  private static List<WorkerRow> rows(Fleet fleet) {
    long now = System.nanoTime();
    return fleet.workers().stream().map(worker -> row(fleet, worker, now)).toList();
  }

  private static WorkerRow row(Fleet fleet, WorkerState worker, long now) {
    Optional<Duration> servesFor =
        worker.isLive() && worker.hash().isPresent()
            ? Optional.of(Duration.ofNanos(now - worker.servingSince()))
            : Optional.empty();
    return new WorkerRow(
        worker.number(),
        worker.pid(),
        worker.role(),
        worker.counts().polls(),
        worker.counts().apiRequests(),
        worker.hash().map(hash -> "v" + fleet.version(hash) + " " + hash),
        servesFor);
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - began);
  }
}
