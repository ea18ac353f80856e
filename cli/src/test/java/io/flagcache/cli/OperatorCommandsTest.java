package io.flagcache.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.FlagDefinitionCacheProviders;
import io.flagcache.core.FlagDefinitionJson;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The operator's commands on a cache in this process's memory. */
class OperatorCommandsTest {

  private static final FlagDefinitionCacheData DOCUMENT =
      FlagDefinitionCacheData.of(
          Map.of(
              "flags",
              List.of(
                  Map.of("key", "a", "active", true),
                  Map.of("key", "b", "active", true),
                  Map.of("key", "same", "active", true)),
              "group_type_mapping",
              Map.of("0", "company"),
              "cohorts",
              Map.of(),
              "big",
              new BigInteger("9007199254740993")));

  @TempDir Path folder;

  private final String url = "memory:" + UUID.randomUUID() + "?serviceKey=checkout&pollInterval=5s";
  private final List<FlagDefinitionCacheProvider> workers = new ArrayList<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @AfterEach
  void stop() {
    workers.forEach(worker -> done(worker.shutdown()));
  }

  private FlagDefinitionCacheProvider worker() {
    FlagDefinitionCacheProvider worker = FlagDefinitionCacheProviders.create(url);
    workers.add(worker);
    return worker;
  }

  private FlagDefinitionCacheProvider leader() {
    FlagDefinitionCacheProvider leader = worker();
    assertThat(done(leader.shouldFetchFlagDefinitions())).isTrue();
    return leader;
  }

  private static <T> T done(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return FlagcacheCommand.commandLine(Map.of("FLAGCACHE_URL", url))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  /** Waits for a document as long as a reader does, which need not be as long as usual. */
  private int dumpOfNothing() {
    return run("dump", "--url", url + "&transferDeadline=3s");
  }

  private JsonNode json() throws Exception {
    return new ObjectMapper().readTree(out.toString());
  }

  private Path file(FlagDefinitionCacheData document) throws Exception {
    return Files.write(folder.resolve("seed.json"), FlagDefinitionJson.write(document));
  }

  @Test
  void statusOfAnEmptyCacheSaysSo() {
    assertThat(run("status")).isEqualTo(1);

    assertThat(out.toString())
        .startsWith("flagcache checkout on memory")
        .contains("leader     nobody leads", "entry      there is none");
  }

  @Test
  void statusTellsLeaderAndEntry() throws Exception {
    done(leader().onFlagDefinitionsReceived(DOCUMENT));

    assertThat(run("status")).as(err.toString()).isZero();
    assertThat(out.toString())
        .containsPattern("leader     \\d+-\\S+, epoch 1, lease ends in 1?[0-9] s unless renewed")
        .containsPattern("entry      1\\.1-[0-9a-f]{12}")
        .containsPattern("published  \\d+ m?s ago")
        .containsPattern("touched    \\d+ m?s ago, lives 23 h 5[0-9] min more")
        .contains("flags      3, cohorts 0, group types 1");

    assertThat(run("status", "--json")).isZero();
    assertThat(json().get("served").asBoolean()).isTrue();
    assertThat(json().get("lease").get("epoch").asLong()).isEqualTo(1);
    assertThat(json().get("entry").get("documentBytes").asInt())
        .isEqualTo(FlagDefinitionJson.write(DOCUMENT).length);
  }

  @Test
  void dumpIsTheDocumentWithoutLoss() throws Exception {
    done(leader().onFlagDefinitionsReceived(DOCUMENT));
    Path file = folder.resolve("dump.json");

    assertThat(run("dump")).isZero();
    assertThat(FlagDefinitionJson.parse(out.toString().getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo(DOCUMENT);
    assertThat(run("dump", "--out", file.toString())).isZero();

    assertThat(out.toString()).isEmpty();
    assertThat(FlagDefinitionJson.parse(Files.readAllBytes(file))).isEqualTo(DOCUMENT);
    assertThat(run("dump", "--out", folder.resolve("no/such.json").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("--out", "there is no such file");
  }

  @Test
  void watchSaysWhatChangesOnce() throws Exception {
    FlagDefinitionCacheProvider leader = leader();
    done(leader.onFlagDefinitionsReceived(DOCUMENT));
    FutureTask<Integer> watched = new FutureTask<>(() -> run("watch", "--interval", "50ms"));
    Thread watch = new Thread(watched);
    watch.start();
    await().until(() -> out.toString().contains("leads"));
    done(
        leader.onFlagDefinitionsReceived(
            FlagDefinitionCacheData.of(
                Map.of(
                    "flags",
                    List.of(
                        Map.of("key", "b", "active", false),
                        Map.of("key", "c"),
                        Map.of("key", "same", "active", true))))));
    await().until(() -> out.toString().contains("added"));
    done(leader.shutdown());

    await().until(() -> out.toString().contains("nobody leads"));
    watch.interrupt();
    assertThat(watched.get(1, TimeUnit.MINUTES)).as("exit code").isEqualTo(130);
    assertThat(err.toString()).isEmpty();
    assertThat(out.toString().lines().skip(1))
        .satisfiesExactly(
            line -> assertThat(line).contains("entry 1.1-").endsWith(": 3 flags"),
            line -> assertThat(line).endsWith(", epoch 1, leads"),
            line ->
                assertThat(line)
                    .contains("entry 1.2-")
                    .endsWith(": 3 flags; flags added: c, removed: a, changed: b"),
            line -> assertThat(line).contains("nobody leads, before it was"));
  }

  @Test
  void watchEndsWithItsTime() {
    assertThat(run("watch", "--interval", "50ms", "--for", "100ms")).isZero();
  }

  @Test
  void releaseEndsTheLeaseOfTheEpochThatIsMeant() throws Exception {
    FlagDefinitionCacheProvider stuck = leader();

    assertThat(run("release", "--epoch", "7")).isEqualTo(1);
    assertThat(out.toString()).contains("leads and was left alone");
    assertThat(run("release", "--epoch", "1")).isZero();
    done(stuck.onFlagDefinitionsReceived(DOCUMENT));

    assertThat(dumpOfNothing()).as("The stuck worker was let publish").isEqualTo(1);
    assertThat(run("release")).isEqualTo(1);
    assertThat(out.toString()).contains("Nobody leads.");
  }

  @Test
  void releaseWaitsForTheNextLeader() {
    leader();
    FlagDefinitionCacheProvider next = worker();
    CompletableFuture<Integer> release =
        CompletableFuture.supplyAsync(() -> run("release", "--wait", "60s"));
    await().until(() -> done(next.shouldFetchFlagDefinitions()));

    assertThat(release.join()).isZero();
    assertThat(out.toString()).contains("epoch 1, was ended.", "epoch 2, leads now.");
  }

  @Test
  void seedFillsAnEmptyCacheAndKeepsAnEntry() throws Exception {
    assertThat(run("seed", file(DOCUMENT).toString())).as(err.toString()).isZero();
    assertThat(out.toString()).contains("Stored 3 flags as entry");
    assertThat(done(worker().getFlagDefinitions())).contains(DOCUMENT);
    assertThat(run("seed", file(DOCUMENT).toString())).isZero();
    assertThat(out.toString()).contains("stored already");

    FlagDefinitionCacheData other = FlagDefinitionCacheData.of(Map.of("flags", List.of()));
    assertThat(run("seed", file(other).toString())).isEqualTo(1);
    assertThat(out.toString()).contains("which was kept; add --replace");
    assertThat(run("seed", "--replace", file(other).toString())).as(out.toString()).isZero();
    assertThat(done(worker().getFlagDefinitions())).contains(other);
    assertThat(run("status")).as("The lease was given back").isEqualTo(1);
    assertThat(out.toString()).contains("nobody leads");
  }

  @Test
  void seedReplacesNothingWhileSomebodyLeads() throws Exception {
    FlagDefinitionCacheProvider leader = leader();
    FlagDefinitionCacheData other = FlagDefinitionCacheData.of(Map.of("flags", List.of()));
    assertThat(run("seed", file(other).toString())).as("An empty cache is filled").isZero();
    done(leader.onFlagDefinitionsReceived(DOCUMENT));

    assertThat(run("seed", "--replace", file(other).toString())).isEqualTo(1);

    assertThat(out.toString()).contains("leads, and would publish its own document again");
    assertThat(done(leader.shouldFetchFlagDefinitions())).isTrue();
    assertThat(run("dump")).isZero();
    assertThat(FlagDefinitionJson.parse(out.toString().getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo(DOCUMENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "{}", "{\"flags\":3}", "no json"})
  void seedRefusesWhatIsNoDocument(String text) throws Exception {
    Path file = Files.writeString(folder.resolve("bad.json"), text);

    assertThat(run("seed", file.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("bad.json cannot be used: ").hasLineCount(1);
    assertThat(dumpOfNothing()).isEqualTo(1);
  }

  @Test
  void doctorDoesWhatTwoWorkersDo() throws Exception {
    FlagDefinitionCacheProvider leader = leader();

    assertThat(run("doctor")).as(out.toString()).isZero();
    assertThat(out.toString().lines())
        .allMatch(line -> line.startsWith("✓ "))
        .hasSizeGreaterThan(9)
        .anyMatch(line -> line.matches("✓ measure a follower's poll: median [0-9.]+ ms, .*"));
    assertThat(done(leader.shouldFetchFlagDefinitions())).as("Disturbed by doctor").isTrue();
    assertThat(run("status", "--url", url)).isEqualTo(1);

    assertThat(run("doctor", "--json")).isZero();
    assertThat(json().get("healthy").asBoolean()).isTrue();
  }

  @Test
  void doctorOfAReaderOnlyReads() {
    String reader = url + "&role=reader";

    assertThat(run("doctor", "--url", reader)).isZero();
    assertThat(out.toString().lines()).hasSize(2);
    assertThat(run("release", "--url", reader)).isEqualTo(1);
    leader();
    assertThat(run("release", "--url", reader)).isEqualTo(2);
    assertThat(err.toString()).contains("role is reader, which never writes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "dump", "watch", "release", "doctor"})
  void aUrlThatNobodyServesIsOneLine(String command) {
    int exit = run(command, "--url", "mongo://me:hidden@db");

    assertThat(exit).isEqualTo(command.equals("doctor") ? 1 : 2);
    assertThat(out + "" + err).contains("mongo").doesNotContain("hidden");
    assertThat((out + "" + err).lines()).hasSize(1);
  }
}
