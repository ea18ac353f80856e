package io.flagcache.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.flagcache.Deadline;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.memory.InMemoryBackend;
import io.flagcache.core.memory.InMemoryFlagCache;
import io.flagcache.core.record.LeaseRecord;
import io.flagcache.core.record.RecordStore;
import io.flagcache.core.record.TestBackend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Whatever stands in the record or in the payload (H1): soon one leads, publishes, and all read. On
 * a clock of the test's, so that hours of a fleet pass in a moment; {@code
 * -Dflagcache.fuzz.duration=PT1H} goes on for longer, and {@code -Dflagcache.fuzz.seed=…} repeats.
 */
class RecordFuzzTest {

  private static final Duration USUAL = Duration.ofSeconds(3);
  private static final Duration POLL = Duration.ofSeconds(30);

  /** While the leader lives; it may have to find the damage, and then to lead again. */
  private static final int POLLS_OF_A_LEADER = 4;

  /** A lease of an hour looks like one, and its leader may be dead. */
  private static final int POLLS_WITHOUT = 124;

  private static final List<String> VALUES =
      List.of(
          "",
          "0",
          "-1",
          "+1",
          "1e9",
          "many",
          "1",
          "2147483648",
          "4503599627370495",
          "4503599627370496",
          "9007199254740993",
          "9223372036854775807",
          "-9223372036854775808",
          "99999999999999999999",
          "31622400000",
          "315360000000",
          "\u001b[2J",
          "../../x",
          "x".repeat(300),
          "g".repeat(100));

  private final FakeClock clock = new FakeClock();
  private long seed;
  private Random random = new Random();
  private TestBackend.Shared shared = new TestBackend.Shared();

  private final class Worker {

    private final Engine engine;
    private final List<FlagCacheEvent> events = new ArrayList<>();

    Worker(String owner, boolean hasClock) {
      FlagCacheSettings settings =
          ((FlagCacheBuilder<?>) InMemoryFlagCache.builder(new InMemoryBackend()).serviceKey("k"))
              .settings();
      TestBackend backend = new TestBackend(shared);
      backend.hasClock = hasClock;
      backend.reserve = hasClock ? Duration.ofDays(1) : null;
      engine =
          new Engine(
              settings,
              new RecordStore<>(backend, settings.maxPayloadBytes(), clock),
              owner,
              clock,
              events::add);
    }

    /** Polls as an SDK does whose API has a new document. */
    boolean poll(int version) throws Exception {
      Decision decision = engine.poll(deadline());
      if (decision.republishes()) {
        engine.republish(deadline());
      }
      if (decision.fetches()) {
        engine.received(document(version), deadline());
      }
      return decision.fetches();
    }

    Optional<FlagDefinitionCacheData> reads() throws Exception {
      return engine.get(deadline()).data();
    }

    private Deadline deadline() {
      return Deadline.after(Duration.ofSeconds(2), clock);
    }
  }

  private static FlagDefinitionCacheData document(int version) {
    return FlagDefinitionCacheData.of(
        Map.of("flags", List.of(Map.of("key", "checkout", "version", version))));
  }

  @Test
  void whateverIsStoredSomebodyLeadsAndEverybodyReads() {
    String duration = System.getProperty("flagcache.fuzz.duration");
    // The suite does the same each time, and a long run something new.
    long first = Long.getLong("flagcache.fuzz.seed", duration == null ? 1 : System.nanoTime());
    long nanos = (duration == null ? USUAL : Duration.parse(duration)).toNanos();
    long begin = System.nanoTime();
    for (seed = first; seed == first || System.nanoTime() - begin < nanos; seed++) {
      random = new Random(seed);
      String damaged = "";
      try {
        shared = new TestBackend.Shared();
        boolean hasClock = random.nextBoolean();
        List<Worker> workers = new ArrayList<>();
        workers.add(new Worker("leader", hasClock));
        workers.add(new Worker("follower", hasClock));
        assertThat(workers.get(0).poll(1)).isTrue();
        workers.get(1).poll(1);
        assertThat(workers.get(1).reads()).contains(document(1));

        for (int i = 0; i <= random.nextInt(3); i++) {
          damage();
        }
        damaged = shared.record;
        boolean leaderDies = random.nextInt(4) == 0;
        if (leaderDies) {
          workers.remove(0);
        }
        workers.add(new Worker("newcomer", hasClock));
        // Another owner may be one that leads: its lease is waited for.
        boolean leads = LeaseRecord.parse(damaged).owner().filter("leader"::equals).isPresent();
        demandHealing(workers, leaderDies || !leads ? POLLS_WITHOUT : POLLS_OF_A_LEADER);
      } catch (Exception | AssertionError e) {
        fail("-Dflagcache.fuzz.seed=" + seed + ", damaged record:\n" + damaged, e);
      }
    }
  }

  private void demandHealing(List<Worker> workers, int polls) throws Exception {
    for (int poll = 1; poll <= polls; poll++) {
      clock.advance(POLL);
      shared.pass(POLL);
      int version = poll + 1;
      boolean led = false;
      for (Worker worker : workers) {
        led |= worker.poll(version);
      }
      boolean allRead = led;
      for (Worker worker : workers) {
        allRead &= worker.reads().equals(Optional.of(document(version)));
      }
      if (allRead && new Worker("next", true).reads().equals(Optional.of(document(version)))) {
        return;
      }
    }
    throw new AssertionError("not healed after " + polls + " polls:\n" + shared.record);
  }

  private void damage() {
    switch (random.nextInt(8)) {
      case 0 -> shared.record = noise(shared.record);
      case 1 -> shared.payloads.replaceAll((name, payload) -> noise(payload));
      case 2 -> shared.payloads.replaceAll((name, payload) -> header(payload));
      case 3 -> shared.payloads.clear();
      default -> damageAField();
    }
  }

  private void damageAField() {
    Map<String, String> fields = new TreeMap<>();
    shared
        .record
        .lines()
        .map(line -> line.split("=", 2))
        .filter(pair -> pair.length == 2)
        .forEach(pair -> fields.put(pair[0], pair[1]));
    List<String> names = LeaseRecord.FIELDS.stream().sorted().toList();
    String name = names.get(random.nextInt(names.size()));
    switch (random.nextInt(4)) {
      case 0 -> fields.remove(name);
      case 1 -> fields.put(name, Long.toString(random.nextLong() >>> random.nextInt(64)));
      default -> fields.put(name, VALUES.get(random.nextInt(VALUES.size())));
    }
    StringBuilder text = new StringBuilder();
    fields.forEach((field, value) -> text.append(field).append('=').append(value).append('\n'));
    shared.record = text.toString();
  }

  private String noise(String text) {
    char[] characters = text.toCharArray();
    for (int i = 0; characters.length > 0 && i <= random.nextInt(4); i++) {
      characters[random.nextInt(characters.length)] = (char) random.nextInt(256);
    }
    String changed = new String(characters);
    return random.nextInt(20) == 0 ? changed.repeat(1000) : changed;
  }

  private byte[] noise(byte[] payload) {
    byte[] changed = payload.clone();
    for (int i = 0; changed.length > 0 && i <= random.nextInt(4); i++) {
      changed[random.nextInt(changed.length)] = (byte) random.nextInt();
    }
    return switch (random.nextInt(8)) {
      case 0 -> Arrays.copyOf(changed, random.nextInt(changed.length + 1));
      case 1 -> Arrays.copyOf(changed, changed.length + random.nextInt(2_000));
      default -> changed;
    };
  }

  /** The numbers of a frame's header at their ends. */
  private byte[] header(byte[] payload) {
    byte[] changed = payload.clone();
    int from = Math.min(changed.length, 4 + random.nextInt(36));
    int to = Math.min(changed.length, from + 1 + random.nextInt(8));
    Arrays.fill(changed, from, to, new byte[] {0, 1, 0x7f, -128, -1}[random.nextInt(5)]);
    return changed;
  }
}
