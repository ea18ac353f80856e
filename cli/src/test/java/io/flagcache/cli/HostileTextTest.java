package io.flagcache.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.flagcache.Deadline;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.FlagDefinitionJson;
import io.flagcache.core.memory.InMemoryBackend;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.LeaseRequest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What strangers stored moves no cursor and begins no line on the operator's terminal. */
class HostileTextTest {

  private static final String HOSTILE = "\u001b[2J\u001b]0;owned\u0007\r\nforged\u009b31m\u202e";

  @TempDir Path folder;

  private final String name = UUID.randomUUID().toString();
  private final String url = "strangers:" + name + "?serviceKey=checkout&transferDeadline=3s";
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void lead() throws Exception {
    InMemoryBackend backend = StrangersMemoryFactory.backend(name);
    backend
        .store("checkout")
        .acquireOrRenew(
            new LeaseRequest("owner " + HOSTILE, Duration.ofMinutes(5), Duration.ofHours(1), 0),
            Deadline.after(Duration.ofSeconds(9)));
    backend
        .store("checkout")
        .publish(
            "owner " + HOSTILE,
            new Entry(new EntryStamp(1, 1, HOSTILE), HOSTILE.getBytes(StandardCharsets.UTF_8)),
            Duration.ofHours(1),
            Deadline.after(Duration.ofSeconds(9)));
  }

  private static FlagDefinitionCacheData document(String flag) {
    return FlagDefinitionCacheData.of(Map.of("flags", List.of(Map.of("key", flag, "id", 1))));
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return FlagcacheCommand.commandLine(Map.of("FLAGCACHE_URL", url))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private String shown() {
    return out.toString() + err;
  }

  private void assertHarmless() {
    assertHarmless(shown());
  }

  private static void assertHarmless(String shown) {
    assertThat(shown).isNotBlank();
    assertThat(shown.replace("\n", "").chars()).noneMatch(Character::isISOControl);
    assertThat(shown).doesNotContain("\u202e", "\nforged");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status",
        "status --json",
        "dump",
        "release --epoch 99",
        "watch --for 60ms --interval 50ms",
        "watch --for 60ms --interval 50ms --json",
        "doctor",
        "doctor --json",
      })
  void noCommandShowsItAsItIs(String command) {
    run(command.split(" ", -1));

    assertHarmless();
    if (command.startsWith("status") || command.startsWith("watch")) {
      assertThat(shown()).containsIgnoringCase("owner \\u001b[2J");
    }
  }

  @Test
  void jsonTellsTheOwnerAsItIs() throws Exception {
    run("status", "--json");

    assertThat(new ObjectMapper().readTree(out.toString()).get("lease").get("owner").asText())
        .isEqualTo("owner " + HOSTILE);
  }

  @Test
  void aReleaseNamesTheOwner() {
    assertThat(run("release")).isZero();

    assertHarmless();
    assertThat(shown()).contains("The lease of owner \\u001b[2J");
  }

  @Test
  void aSeedNamesTheOwner() throws Exception {
    Path file = folder.resolve("seed.json");
    Files.write(file, FlagDefinitionJson.write(document("seed " + HOSTILE)));

    run("seed", file.toString());

    assertHarmless();
  }

  @Test
  void aWatchNamesFlags() throws Exception {
    String own = "memory:" + UUID.randomUUID() + "?serviceKey=flags";
    Path file = folder.resolve("seed.json");
    Files.write(file, FlagDefinitionJson.write(document("a " + HOSTILE)));
    assertThat(run("seed", "--url", own, file.toString())).as(shown()).isZero();
    Thread watch = new Thread(() -> run("watch", "--url", own, "--interval", "50ms"));
    watch.start();
    await().until(() -> shown().contains("1 flags"));
    Files.write(file, FlagDefinitionJson.write(document("b " + HOSTILE)));
    FlagcacheCommand.commandLine(Map.of())
        .setOut(new PrintWriter(new StringWriter()))
        .execute("seed", "--url", own + "&lease=6s&pollInterval=5s", "--replace", file.toString());
    await().until(() -> shown().contains("added"));
    String shown = shown();
    watch.interrupt();
    watch.join();

    assertHarmless(shown);
    assertThat(shown).contains("added: b \\u001b[2J", "removed: a \\u001b[2J");
  }

  @Test
  void aDumpGoesThroughNoLinkAndIsItsOwnersAlone() throws Exception {
    String own = "memory:" + UUID.randomUUID() + "?serviceKey=dump";
    Path seed = folder.resolve("seed.json");
    Files.write(seed, FlagDefinitionJson.write(document("plain")));
    assertThat(run("seed", "--url", own, seed.toString())).as(shown()).isZero();
    Path precious = Files.writeString(folder.resolve("precious"), "precious");
    Path dump = Files.createSymbolicLink(folder.resolve("dump.json"), precious);
    Files.createSymbolicLink(folder.resolve("dump.json.part"), precious);

    assertThat(run("dump", "--url", own, "--out", dump.toString())).as(shown()).isZero();

    assertThat(precious).hasContent("precious");
    assertThat(Files.isSymbolicLink(dump)).isFalse();
    assertThat(FlagDefinitionJson.parse(Files.readAllBytes(dump))).isEqualTo(document("plain"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dump)))
        .isEqualTo("rw-------");
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("seed.json", "precious", "dump.json", "dump.json.part");
    }
  }

  @Test
  void aDumpThatCannotBeWrittenLeavesWhatWasThere() throws Exception {
    String own = "memory:" + UUID.randomUUID() + "?serviceKey=dump";
    Path seed = folder.resolve("seed.json");
    Files.write(seed, FlagDefinitionJson.write(document("plain")));
    assertThat(run("seed", "--url", own, seed.toString())).as(shown()).isZero();
    Path target = folder.resolve("directory");
    Path directory = Files.createDirectories(target.resolve("below"));
    Path link = Files.createSymbolicLink(folder.resolve("null"), Path.of("/dev/null"));

    for (Path noFile : List.of(target, directory, link)) {
      assertThat(run("dump", "--url", own, "--out", noFile.toString())).isEqualTo(2);
      assertThat(shown()).contains("it is there, and is no file");
    }

    assertThat(directory).isDirectory();
    assertThat(link).isSymbolicLink();
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("seed.json", "directory", "null");
    }
  }
}
