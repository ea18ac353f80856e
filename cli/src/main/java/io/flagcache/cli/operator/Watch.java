package io.flagcache.cli.operator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.cli.failure.CommandFailure;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.StoreStatus;
import io.flagcache.core.store.StoreStatus.EntryStatus;
import io.flagcache.core.store.StoreStatus.LeaseStatus;
import io.flagcache.core.text.PlainText;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Looks at a cache again and again, and says what changed. */
public final class Watch {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  private final OpenCache cache;
  private final Consumer<Change> changes;
  private @Nullable StoreStatus seen;
  private @Nullable FlagDefinitionCacheData document;
  private @Nullable String problem;

  /**
   * Makes a watch.
   *
   * @param changes hears what is seen at first, and from then on what changes
   */
  public Watch(OpenCache cache, Consumer<Change> changes) {
    this.cache = cache;
    this.changes = changes;
  }

  /**
   * A change.
   *
   * @param at when it was seen
   * @param kind {@code leader}, {@code entry}, {@code backend}
   * @param text for people
   * @param lease who leads now
   * @param entry what is stored now
   */
  public record Change(
      Instant at,
      String kind,
      String text,
      Optional<LeaseStatus> lease,
      Optional<EntryStatus> entry) {

    /** Writes it as one line for people. */
    public void print(PrintWriter out) {
      out.println(TIME.format(at.atZone(ZoneId.systemDefault())) + "  " + PlainText.of(text));
    }

    /** Writes it for programs. */
    public ObjectNode json() {
      ObjectNode json =
          JsonNodeFactory.instance
              .objectNode()
              .put("at", at.toString())
              .put("kind", kind)
              .put("text", text);
      lease.ifPresent(present -> json.set("lease", StatusReport.json(present)));
      entry.ifPresent(present -> json.put("entry", present.stamp().toString()));
      return json;
    }
  }

  /** Looks until the time is over, or for ever if it is empty. */
  public void run(Duration interval, Optional<Duration> time) throws InterruptedException {
    long start = System.nanoTime();
    while (true) {
      look();
      if (time.isPresent() && System.nanoTime() - start >= time.get().toNanos()) {
        return;
      }
      Thread.sleep(interval.toMillis());
    }
  }

  private void look() throws InterruptedException {
    StoreStatus now;
    try {
      now = cache.inspect();
      compareEntries(now);
    } catch (CommandFailure e) {
      report(e.getMessage());
      return;
    }
    if (problem != null) {
      problem = null;
      tell("backend", "the backend answers again", now);
    }
    compareLeases(now);
    seen = now;
  }

  private void report(@Nullable String message) {
    if (problem == null) {
      problem = String.valueOf(message);
      tell("backend", problem, new StoreStatus(Optional.empty(), Optional.empty()));
    }
  }

  private void compareLeases(StoreStatus now) {
    Optional<LeaseStatus> before = Optional.ofNullable(seen).flatMap(StoreStatus::lease);
    boolean same =
        seen != null && before.map(StatusReport::name).equals(now.lease().map(StatusReport::name));
    if (!same) {
      tell(
          "leader",
          now.lease().map(lease -> StatusReport.name(lease) + " leads").orElse("nobody leads")
              + before.map(lease -> ", before it was " + StatusReport.name(lease)).orElse(""),
          now);
    }
  }

  private void compareEntries(StoreStatus now) throws CommandFailure, InterruptedException {
    Optional<EntryStamp> before =
        Optional.ofNullable(seen).flatMap(StoreStatus::entry).map(EntryStatus::stamp);
    Optional<EntryStamp> present = now.entry().map(EntryStatus::stamp);
    if (seen != null && before.equals(present)) {
      return;
    }
    if (present.isEmpty()) {
      document = null;
      tell("entry", "there is no entry", now);
      return;
    }
    Optional<FlagDefinitionCacheData> found = cache.definitions();
    tell("entry", "entry " + present.get() + ": " + contents(found), now);
    document = found.orElse(document);
  }

  private String contents(Optional<FlagDefinitionCacheData> found) {
    if (found.isEmpty()) {
      return "it cannot be read: " + cache.unreadable().orElse("it is gone by now");
    }
    FlagDefinitionCacheData earlier = document;
    String count = found.get().flags().size() + " flags";
    return earlier == null || Objects.equals(earlier, found.get())
        ? count + (earlier == null ? "" : ", the same document")
        : count + "; " + FlagChanges.between(earlier, found.get());
  }

  private void tell(String kind, String text, StoreStatus status) {
    changes.accept(new Change(Instant.now(), kind, text, status.lease(), status.entry()));
  }
}
