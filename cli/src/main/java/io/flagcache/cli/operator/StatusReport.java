package io.flagcache.cli.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.cli.failure.CommandFailure;
import io.flagcache.core.FlagDefinitionJson;
import io.flagcache.core.store.StoreStatus;
import io.flagcache.core.store.StoreStatus.EntryStatus;
import io.flagcache.core.store.StoreStatus.LeaseStatus;
import io.flagcache.core.text.PlainText;
import io.flagcache.demo.text.Times;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What {@code flagcache status} found out.
 *
 * @param serviceKey whose lease and entry
 * @param backend the provider's description
 * @param status who leads, and what is stored
 * @param definitions the document; empty if there is none that can be read
 * @param unreadable why the entry cannot be read
 */
public record StatusReport(
    String serviceKey,
    String backend,
    StoreStatus status,
    Optional<FlagDefinitionCacheData> definitions,
    Optional<String> unreadable) {

  /**
   * Asks a cache.
   *
   * @throws CommandFailure if it does not answer
   */
  public static StatusReport of(OpenCache cache) throws CommandFailure, InterruptedException {
    StoreStatus status = cache.inspect();
    Optional<FlagDefinitionCacheData> definitions =
        status.entry().isPresent() ? cache.definitions() : Optional.empty();
    return new StatusReport(
        cache.provider().settings().serviceKey(),
        cache.toString(),
        status,
        definitions,
        cache.unreadable());
  }

  /** Whether somebody leads, as far as the backend can tell, and workers can read the entry. */
  public boolean isServed() {
    return status.lease().isPresent() && definitions.isPresent();
  }

  /** Writes it for people. */
  public void print(PrintWriter out) {
    out.println(PlainText.of(backend));
    out.println();
    line(out, "leader", status.lease().map(StatusReport::leader).orElse("nobody leads"));
    Optional<EntryStatus> entry = status.entry();
    line(out, "entry", entry.map(found -> found.stamp().toString()).orElse("there is none"));
    entry.ifPresent(found -> printEntry(out, found));
    out.flush();
  }

  private void printEntry(PrintWriter out, EntryStatus entry) {
    line(out, "published", ago(entry.sincePublish()));
    line(
        out,
        "touched",
        ago(entry.sinceTouch())
            + entry
                .left()
                .map(left -> ", lives " + Times.age(left) + " more if no leader polls")
                .orElse(""));
    if (definitions.isEmpty()) {
      line(out, "unreadable", unreadable.orElse("it is gone by now"));
      line(out, "size", bytes(entry.storedBytes()) + " stored");
      return;
    }
    FlagDefinitionCacheData document = definitions.get();
    long documentBytes = FlagDefinitionJson.write(document).length;
    line(
        out,
        "size",
        bytes(documentBytes)
            + " of JSON, "
            + bytes(entry.storedBytes())
            + " stored"
            + compression(documentBytes, entry.storedBytes()));
    line(
        out,
        "flags",
        document.flags().size()
            + ", cohorts "
            + document.cohorts().size()
            + ", group types "
            + document.groupTypeMapping().size());
    line(out, "hash", entry.stamp().hash());
  }

  /** Text that others wrote, with blanks, is longer than ours and is not compressed. */
  private static String compression(long documentBytes, long storedBytes) {
    return storedBytes < documentBytes
        ? String.format(Locale.ROOT, " (%.0f %%)", 100.0 * storedBytes / documentBytes)
        : "";
  }

  private static void line(PrintWriter out, String name, String value) {
    out.println(String.format(Locale.ROOT, "%-11s%s", name, PlainText.of(value)));
  }

  /** Names a leader in the middle of a sentence. */
  public static String name(LeaseStatus lease) {
    return PlainText.of(lease.owner())
        + (lease.epoch().isPresent() ? ", epoch " + lease.epoch().getAsLong() + "," : "");
  }

  static String leader(LeaseStatus lease) {
    return PlainText.of(lease.owner())
        + (lease.epoch().isPresent() ? ", epoch " + lease.epoch().getAsLong() : "")
        + lease
            .left()
            .map(left -> ", lease ends in " + Times.age(left) + " unless renewed")
            .orElse(", as far as a backend without a clock can tell: see flagcache watch");
  }

  private static String ago(Optional<Duration> time) {
    return time.map(age -> Times.age(age) + " ago").orElse("when is not known on this backend");
  }

  private static String bytes(long count) {
    return String.format(Locale.ROOT, "%,d bytes", count);
  }

  /** Writes it for programs. */
  public JsonNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("serviceKey", serviceKey).put("backend", backend).put("served", isServed());
    json.set("lease", status.lease().<JsonNode>map(StatusReport::json).orElse(null));
    json.set("entry", status.entry().<JsonNode>map(this::json).orElse(null));
    return json;
  }

  static ObjectNode json(LeaseStatus lease) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("owner", lease.owner());
    lease.epoch().ifPresent(epoch -> json.put("epoch", epoch));
    put(json, "leftMillis", lease.left());
    return json;
  }

  private ObjectNode json(EntryStatus entry) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("epoch", entry.stamp().epoch())
            .put("sequence", entry.stamp().sequence())
            .put("hash", entry.stamp().hash())
            .put("storedBytes", entry.storedBytes());
    put(json, "sincePublishMillis", entry.sincePublish());
    put(json, "sinceTouchMillis", entry.sinceTouch());
    put(json, "leftMillis", entry.left());
    definitions.ifPresent(
        document ->
            json.put("documentBytes", FlagDefinitionJson.write(document).length)
                .put("flags", document.flags().size()));
    unreadable.ifPresent(reason -> json.put("unreadable", reason));
    return json;
  }

  private static void put(ObjectNode json, String name, Optional<Duration> time) {
    time.ifPresent(duration -> json.put(name, duration.toMillis()));
  }
}
