package io.flagcache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.core.store.FlagCacheStore;
import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.GoldenFile;
import io.flagcache.testservers.GoldenState;
import io.flagcache.testservers.GoldenTimes;
import io.flagcache.testservers.RedisServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What stands in the keys, as commands that make them. */
@ExtendWith(TakesTurns.class)
@Execution(ExecutionMode.CONCURRENT)
class RedisGoldenTest {

  private static final String HEX = "hex:";

  private final TestStores stores = new TestStores();
  private RedisServer server;

  @BeforeEach
  void open() {
    server = RedisTestServers.borrow();
  }

  @AfterEach
  void close() {
    stores.close();
    RedisTestServers.giveBack(server);
  }

  private static GoldenFile golden(RedisLayout layout) {
    return GoldenFile.of(layout.name().toLowerCase(Locale.ROOT) + "-layout.txt");
  }

  @ParameterizedTest
  @EnumSource
  void keysAreAsTheyAlwaysWere(RedisLayout layout) throws Exception {
    FlagCacheStore store = stores.open(server, layout, "golden");
    long before = now();
    GoldenState.write(store);
    GoldenTimes times = new GoldenTimes(before, now());

    String commands =
        list("KEYS", "*").stream()
            .sorted()
            .map(key -> commandsFor(key, times))
            .reduce("", String::concat);
    golden(layout).demand(commands);
  }

  @ParameterizedTest
  @EnumSource
  void keysOfOldAreRead(RedisLayout layout) throws Exception {
    GoldenTimes.at(now(), golden(layout).text())
        .lines()
        .forEach(line -> server.command(words(line)));

    GoldenState.demandIn(stores.open(server, layout, "golden"));
  }

  private static Object[] words(String line) {
    return Stream.of(line.split(" ", -1))
        .map(
            word ->
                word.startsWith(HEX) ? HexFormat.of().parseHex(word.substring(HEX.length())) : word)
        .toArray();
  }

  private long now() {
    List<String> time = list("TIME");
    return Long.parseLong(time.get(0)) * 1000 + Long.parseLong(time.get(1)) / 1000;
  }

  private String commandsFor(String key, GoldenTimes times) {
    Duration life =
        key.contains("lease") || key.contains("lock") ? GoldenState.LEASE : GoldenState.ENTRY_TTL;
    assertThat((Long) server.command("PTTL", key))
        .isBetween(life.minusMinutes(1).toMillis(), life.toMillis());
    String value =
        "hash".equals(server.command("TYPE", key))
            ? "HSET " + key + fields(key, times)
            : "SET " + key + " " + word(String.valueOf(server.command("GET", key)));
    return value + "\nPEXPIRE " + key + " " + life.toMillis() + "\n";
  }

  private String fields(String key, GoldenTimes times) {
    List<String> found = list("HGETALL", key);
    TreeMap<String, String> fields = new TreeMap<>();
    for (int i = 0; i < found.size(); i += 2) {
      fields.put(found.get(i), found.get(i + 1));
    }
    fields.computeIfPresent(
        "published", (field, millis) -> times.name(Long.parseLong(millis), Duration.ZERO));
    StringBuilder words = new StringBuilder();
    fields.forEach(
        (field, value) ->
            words.append(' ').append(withoutClient(field)).append(' ').append(word(value)));
    return words.toString();
  }

  /** The holder of a lock begins with the id that Redisson gave its client. */
  private static String withoutClient(String field) {
    return field.replaceFirst("^[0-9a-f-]{36}:", "CLIENT:");
  }

  private static String word(String value) {
    return value.matches("[!-~]+")
        ? value
        : HEX + HexFormat.of().formatHex(value.getBytes(StandardCharsets.ISO_8859_1));
  }

  private List<String> list(Object... command) {
    return ((List<?>) Objects.requireNonNull(server.command(command)))
        .stream().map(String::valueOf).toList();
  }
}
