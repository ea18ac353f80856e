package io.flagcache.example.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagcache.Deadline;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.FlagDefinitionCacheProviders;
import io.flagcache.core.record.LeaseRecord;
import io.flagcache.core.record.RecordStore;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.FlagCacheStore;
import io.flagcache.core.store.LeaseAnswer;
import io.flagcache.core.store.LeaseRequest;
import io.flagcache.core.store.ReadAnswer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the kit cannot see: files, URLs and other processes. */
class DirectoryFlagCacheTest {

  private static final FlagDefinitionCacheData DOCUMENT =
      FlagDefinitionCacheData.of(Map.of("flags", List.of()));

  /** For calls whose deadline is not what is tested: as long as may be. */
  private static final Duration PATIENT = Duration.ofMillis(9900);

  private static final String PATIENT_SETTINGS =
      "&decisionDeadline=" + PATIENT + "&transferDeadline=" + PATIENT;

  @TempDir Path folder;

  @Test
  void isFoundByItsUrl() throws Exception {
    FlagDefinitionCacheProvider worker =
        FlagDefinitionCacheProviders.create(
            "directory:" + folder + "?serviceKey=checkout" + PATIENT_SETTINGS);

    assertThat(get(worker.shouldFetchFlagDefinitions())).isTrue();
    get(worker.onFlagDefinitionsReceived(DOCUMENT));

    assertThat(get(worker.getFlagDefinitions())).contains(DOCUMENT);
    assertThat(worker).asString().contains("directory " + folder);
    assertThat(Files.readString(folder.resolve("key-checkout/lease"))).contains("\nepoch=1\n");
    get(worker.shutdown());
  }

  @ParameterizedTest
  @CsvSource({
    "directory:,              names no directory",
    "directory:?role=reader,  names no directory",
    "directory:/x?colour=red, 'colour'",
    "directory:/x?lease=soon, 'lease' is 'soon'"
  })
  void refusesAWrongUrl(String url, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FlagDefinitionCacheProviders.create(url))
        .withMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", ".", "a:b", "a..b"})
  void keepsEveryServiceKeyInsideOfTheDirectory(String serviceKey) throws Exception {
    Path shared = Files.createDirectory(folder.resolve("shared"));
    FlagDefinitionCacheProvider worker =
        DirectoryFlagCache.builder(shared)
            .serviceKey(serviceKey)
            .decisionDeadline(PATIENT)
            .transferDeadline(PATIENT)
            .build();

    assertThat(get(worker.shouldFetchFlagDefinitions())).isTrue();
    get(worker.shutdown());

    String expected = "key-" + serviceKey.replace(":", "%3A").replaceFirst("\\.$", "%2E");
    assertThat(shared.resolve(expected).resolve("lease")).exists();
    assertThat(shared.resolve(expected).toRealPath()).hasParent(shared.toRealPath());
    assertThat(folder.toFile().list()).containsExactly("shared");
  }

  @Test
  void saysWhichDirectoryIsMissing() {
    FlagDefinitionCacheProvider worker =
        DirectoryFlagCache.builder(folder.resolve("missing")).decisionDeadline(PATIENT).build();

    assertThatThrownBy(() -> get(worker.shouldFetchFlagDefinitions()))
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage(
            folder.resolve("missing") + ": it is to be shared by all workers; create or mount it");
  }

  @Test
  void waitsNoLongerThanItsDeadlineForAnotherProcess() throws Exception {
    FlagCacheStore store = store();
    assertThat(store.acquireOrRenew(request("me"), patient())).isInstanceOf(LeaseAnswer.Held.class);

    LockHolder other = LockHolder.start(folder.resolve("key-k/lock"));
    try (other) {
      assertThatThrownBy(() -> store.acquireOrRenew(request("me"), brief()))
          .isInstanceOf(TimeoutException.class)
          .hasMessageContaining("is held by another worker");
      assertThat(store().acquireOrRenew(request("you"), patient()))
          .as("who does not lead needs no lock to hear so")
          .isEqualTo(new LeaseAnswer.HeldByOther(1, Optional.empty()));
    }

    assertThat(store.acquireOrRenew(request("me"), patient())).isInstanceOf(LeaseAnswer.Held.class);
  }

  @Test
  void losesNoLockToAnotherWorkerOfThisProcessThatGivesUp() throws Exception {
    Path file = folder.resolve("lock");
    boolean freeMeanwhile =
        new DirectoryLock(file)
            .hold(
                Duration.ofMinutes(1),
                () -> {
                  CompletableFuture<Boolean> other =
                      CompletableFuture.supplyAsync(() -> canHold(new DirectoryLock(file)));
                  assertThat(other.join()).isFalse();
                  return LockHolder.isFree(file);
                })
            .orElseThrow();

    assertThat(freeMeanwhile).isFalse();
    assertThat(LockHolder.isFree(file)).isTrue();
  }

  private static boolean canHold(DirectoryLock lock) {
    try {
      return lock.hold(Duration.ofMillis(200), () -> true).isPresent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "hello", "owner=you\nepoch=many\nheartbeat=\nleaseMillis=-1\n", "=\n=="})
  void takesADamagedLeaseForNone(String damaged) throws Exception {
    FlagCacheStore store = store();
    store.acquireOrRenew(request("you"), patient());
    Files.writeString(folder.resolve("key-k/lease"), damaged);

    assertThat(
            store.acquireOrRenew(
                new LeaseRequest("me", Duration.ofMinutes(1), Duration.ofHours(1), 7), patient()))
        .isEqualTo(new LeaseAnswer.Held(8, Optional.empty()));
  }

  @Test
  void keepsKeysApartThatDifferInCaseOnly() throws Exception {
    for (String serviceKey : List.of("checkout", "Checkout", "cHECKOUT", "checkout.")) {
      FlagCacheStore store =
          new RecordStore<>(new DirectoryBackend(folder, serviceKey), 1_000_000, System::nanoTime);
      store.acquireOrRenew(request("me"), patient());
    }

    assertThat(folder.toFile().list())
        .extracting(name -> name.toLowerCase(Locale.ROOT).replaceFirst("\\.$", ""))
        .doesNotHaveDuplicates()
        .hasSize(4);
  }

  @Test
  void readsNoMoreOfAFileThanAWorkerWrites() throws Exception {
    FlagCacheStore store = store();
    LeaseAnswer.Held held = (LeaseAnswer.Held) store.acquireOrRenew(request("me"), patient());
    EntryStamp stamp = new EntryStamp(held.epoch(), 1, "hash");
    store.publish("me", new Entry(stamp, new byte[10]), Duration.ofHours(1), patient());
    Path payload = onlyPayload("key-k");
    resize(payload, 4L << 30);

    ReadAnswer.TooLong answer = (ReadAnswer.TooLong) store.read(Optional.empty(), patient());
    assertThat(answer.bytes()).isEqualTo(4L << 30);
    assertThat(answer.start()).hasSize(ReadAnswer.TooLong.START_BYTES);

    resize(folder.resolve("key-k/lease"), 4L << 30);
    assertThat(store().acquireOrRenew(request("you"), patient()))
        .isInstanceOf(LeaseAnswer.Held.class);
    assertThat(Files.size(folder.resolve("key-k/lease"))).isLessThan(LeaseRecord.LONGEST);
  }

  /** Takes no room on the disk. */
  private static void resize(Path file, long length) throws IOException {
    try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
      content.setLength(length);
    }
  }

  @Test
  void writesThroughNoLinkThatSomebodyLeft() throws Exception {
    FlagCacheStore store = store();
    store.acquireOrRenew(request("me"), patient());
    Path precious = Files.writeString(folder.resolve("precious"), "mine");
    Files.createSymbolicLink(folder.resolve("key-k/lease.new"), precious);

    assertThat(store.acquireOrRenew(request("me"), patient())).isInstanceOf(LeaseAnswer.Held.class);

    assertThat(precious).hasContent("mine");
  }

  /** A pipe keeps whoever opens it until somebody opens the other end. */
  @ParameterizedTest
  @CsvSource({"lease, pipe", "lease.new, directory", "lock, pipe", "payload, directory"})
  void takesWhatIsNoFileForDamage(String place, String kind) throws Exception {
    FlagDefinitionCacheProvider worker =
        FlagDefinitionCacheProviders.create("directory:" + folder + "?" + PATIENT_SETTINGS);
    assertThat(get(worker.shouldFetchFlagDefinitions())).isTrue();
    get(worker.onFlagDefinitionsReceived(DOCUMENT));
    Path foreign = folder.resolve("key-default").resolve(place);
    if (place.equals("payload")) {
      foreign = onlyPayload("key-default");
    }
    Files.deleteIfExists(foreign);
    if (kind.equals("pipe")) {
      assertThat(new ProcessBuilder("mkfifo", foreign.toString()).start().waitFor()).isZero();
    } else {
      Files.createDirectories(foreign.resolve("of somebody"));
    }

    FlagDefinitionCacheProvider other =
        FlagDefinitionCacheProviders.create("directory:" + folder + "?" + PATIENT_SETTINGS);
    get(other.getFlagDefinitions());
    assertThat(get(worker.shouldFetchFlagDefinitions())).isTrue();
    get(worker.onFlagDefinitionsReceived(DOCUMENT));

    assertThat(get(other.getFlagDefinitions())).contains(DOCUMENT);
    get(worker.shutdown());
    get(other.shutdown());
  }

  private Path onlyPayload(String key) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(key))) {
      return files.filter(file -> file.toString().contains("payload-")).findFirst().orElseThrow();
    }
  }

  private FlagCacheStore store() {
    return new RecordStore<>(new DirectoryBackend(folder, "k"), 1_000_000, System::nanoTime);
  }

  private static LeaseRequest request(String owner) {
    return new LeaseRequest(owner, Duration.ofMinutes(1), Duration.ofHours(1), 0);
  }

  private static Deadline patient() {
    return Deadline.after(Duration.ofMinutes(1));
  }

  /** For those who wait in vain. */
  private static Deadline brief() {
    return Deadline.after(Duration.ofMillis(400));
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(1, TimeUnit.MINUTES);
  }
}
