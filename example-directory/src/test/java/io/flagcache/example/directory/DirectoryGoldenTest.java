package io.flagcache.example.directory;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.Deadline;
import io.flagcache.core.record.RecordStore;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.LeaseAnswer.Held;
import io.flagcache.core.store.LeaseAnswer.HeldByOther;
import io.flagcache.core.store.LeaseRequest;
import io.flagcache.core.store.ReadAnswer.Found;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What stands in the files, each as a paragraph that begins with its name. Others have stored it
 * like this; {@code -Dflagcache.golden.rewrite=true} writes what is stored now.
 */
class DirectoryGoldenTest {

  private static final Path GOLDEN = Path.of("src", "test", "resources", "golden", "files.txt");
  private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
  private static final Duration TTL = Duration.ofHours(24);
  private static final Entry ENTRY =
      new Entry(new EntryStamp(7, 3, "abc"), "the payload\n".getBytes(ISO_8859_1));

  @TempDir Path folder;

  private RecordStore<String> store() {
    return new RecordStore<>(new DirectoryBackend(folder, "golden"), 1_000_000, System::nanoTime);
  }

  private static LeaseRequest request(String owner) {
    return new LeaseRequest(owner, Duration.ofSeconds(90), TTL, 6);
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofMinutes(1));
  }

  @Test
  void filesAreAsTheyAlwaysWere() throws Exception {
    RecordStore<String> store = store();
    assertThat(store.acquireOrRenew(request("4711-golden"), soon())).isInstanceOf(Held.class);
    assertThat(store.publish("4711-golden", ENTRY, TTL, soon())).isTrue();

    String stored;
    try (Stream<Path> files = Files.walk(folder)) {
      stored =
          files
              .filter(Files::isRegularFile)
              .sorted()
              .map(this::paragraph)
              .collect(joining("\n"))
              .replaceAll(UUID, "GENERATION");
    }
    if (Boolean.getBoolean("flagcache.golden.rewrite")) {
      Files.createDirectories(GOLDEN.getParent());
      Files.writeString(GOLDEN, stored);
    }
    assertThat(stored).isEqualTo(Files.readString(GOLDEN));
  }

  private String paragraph(Path file) {
    try {
      String name = folder.relativize(file).toString().replace('\\', '/');
      return name + "\n" + Files.readString(file, ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void filesOfOldAreRead() throws Exception {
    for (String paragraph : Files.readString(GOLDEN).split("\n\n", -1)) {
      List<String> parts = List.of(paragraph.split("\n", 2));
      Path file = folder.resolve(parts.get(0));
      Files.createDirectories(file.getParent());
      String content = parts.size() > 1 ? parts.get(1).stripTrailing() + "\n" : "";
      Files.writeString(file, content, ISO_8859_1);
    }

    RecordStore<String> store = store();
    Entry read = ((Found) store.read(Optional.empty(), soon())).entry();
    assertThat(read.stamp()).isEqualTo(ENTRY.stamp());
    assertThat(read.payload()).isEqualTo(ENTRY.payload());
    assertThat(store.acquireOrRenew(request("another"), soon()))
        .isEqualTo(new HeldByOther(7, Optional.of(ENTRY.stamp())));
  }
}
