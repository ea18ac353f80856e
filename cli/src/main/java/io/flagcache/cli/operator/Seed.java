package io.flagcache.cli.operator;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.cli.failure.CommandFailure;
import io.flagcache.core.FlagCacheEvent;
import io.flagcache.core.store.StoreStatus;
import io.flagcache.core.store.StoreStatus.EntryStatus;
import io.flagcache.core.text.PlainText;
import io.flagcache.demo.text.Times;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Publishes a document that does not come from the API. */
public final class Seed {

  private static final Duration BETWEEN_POLLS = Duration.ofMillis(500);

  private final OpenCache cache;
  private final FlagDefinitionCacheData document;
  private final Consumer<String> progress;
  private final AtomicReference<FlagCacheEvent.Published> published = new AtomicReference<>();

  /**
   * Makes a seed.
   *
   * @param progress hears what is waited for
   */
  public Seed(OpenCache cache, FlagDefinitionCacheData document, Consumer<String> progress) {
    this.cache = cache;
    this.document = document;
    this.progress = progress;
    cache
        .provider()
        .addListener(
            event -> {
              if (event instanceof FlagCacheEvent.Published stored) {
                published.set(stored);
              }
            });
  }

  /** What became of it. */
  public sealed interface Outcome {}

  /** The document was stored. */
  public record Stored(FlagCacheEvent.Published entry) implements Outcome {}

  /** It was stored already. */
  public record AlreadyThere(EntryStatus entry) implements Outcome {}

  /** There is another entry, which was not to be replaced. */
  public record Kept(EntryStatus entry) implements Outcome {}

  /** A leader would publish its own document again. */
  public record LeaderInTheWay(String leader) implements Outcome {}

  /**
   * Stores the document if the cache is empty, or if nobody leads and it is to replace what is
   * there.
   */
  public Outcome run(boolean replace) throws CommandFailure, InterruptedException {
    StoreStatus status = cache.inspect();
    Optional<EntryStatus> entry = status.entry();
    Optional<FlagDefinitionCacheData> stored =
        entry.isPresent() ? cache.definitions() : Optional.empty();
    if (entry.isPresent() && stored.filter(document::equals).isPresent()) {
      return new AlreadyThere(entry.get());
    }
    if (stored.isPresent() && !replace) {
      return new Kept(entry.orElseThrow());
    }
    if (stored.isPresent()) {
      Optional<String> leader = leaderInTheWay(status);
      if (leader.isPresent()) {
        return new LeaderInTheWay(leader.get());
      }
    }
    cache.answer(
        cache
            .provider()
            .onFlagDefinitionsReceived(document)
            .thenApply(nothing -> Optional.empty()));
    FlagCacheEvent.Published done = published.get();
    if (done == null) {
      return new LeaderInTheWay(
          cache.inspect().lease().map(StatusReport::leader).orElse("another worker"));
    }
    return new Stored(done);
  }

  /** Leads, unless another does, whose lease may have to be watched until it is over. */
  private Optional<String> leaderInTheWay(StoreStatus status)
      throws CommandFailure, InterruptedException {
    if (status.lease().filter(lease -> lease.left().isPresent()).isPresent()) {
      return status.lease().map(StatusReport::leader);
    }
    Duration lease = cache.provider().settings().lease();
    long start = System.nanoTime();
    boolean told = false;
    // The first answer is always no where there is an entry; then a watched lease has to run out.
    while (!cache.answer(cache.provider().shouldFetchFlagDefinitions())) {
      if (System.nanoTime() - start > lease.toNanos() + BETWEEN_POLLS.multipliedBy(4).toNanos()) {
        return Optional.of(
            cache.inspect().lease().map(StatusReport::leader).orElse("another worker"));
      }
      if (!told && status.lease().isPresent()) {
        told = true;
        progress.accept(
            "Watching for up to "
                + Times.age(lease)
                + " whether "
                + PlainText.of(status.lease().get().owner())
                + " still leads");
      }
      Thread.sleep(BETWEEN_POLLS.toMillis());
    }
    return Optional.empty();
  }
}
