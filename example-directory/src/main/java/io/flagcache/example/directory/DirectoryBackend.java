package io.flagcache.example.directory;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.flagcache.Deadline;
import io.flagcache.core.record.Freshness;
import io.flagcache.core.record.LeaseRecord;
import io.flagcache.core.record.RecordBackend;
import io.flagcache.core.record.ReplaceAnswer;
import io.flagcache.core.record.StoredPayload;
import io.flagcache.core.record.VersionedRecord;
import io.flagcache.core.store.Access;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * One file {@code lease} of a service key, and a file for each payload beside it. All are read
 * without a lock; the lease is replaced by a rename, under the lock. Its version is its text.
 */
final class DirectoryBackend implements RecordBackend<String> {

  private static final String PAYLOAD = "payload-";
  private static final String NO_FILE = "no file";

  private final Path root;
  private final Path folder;
  private final Path leaseFile;
  private final DirectoryLock lock;

  DirectoryBackend(Path root, String serviceKey) {
    this.root = root;
    // The prefix keeps the key '..' inside; on Windows ':' means something and a dot at the end
    // nothing, and some file systems take 'a' for 'A'.
    String name = serviceKey.replaceAll("[A-Z]", "%$0").replace(":", "%3A");
    this.folder = root.resolve("key-" + name.replaceFirst("\\.$", "%2E"));
    this.leaseFile = folder.resolve("lease");
    this.lock = new DirectoryLock(folder.resolve("lock"));
  }

  @Override
  public VersionedRecord<String> read(Freshness freshness, Deadline deadline) throws IOException {
    if (Foreign.isAt(leaseFile)) {
      return VersionedRecord.unreadable(NO_FILE);
    }
    String text;
    try (InputStream content = Files.newInputStream(leaseFile)) {
      text = new String(content.readNBytes(LeaseRecord.LONGEST + 1), ISO_8859_1);
    } catch (NoSuchFileException e) {
      demandRoot();
      text = "";
    }
    return VersionedRecord.parse(text, text);
  }

  @Override
  public ReplaceAnswer<String> replace(
      VersionedRecord<String> seen, LeaseRecord next, Duration patience, Deadline deadline)
      throws IOException {
    createFolder();
    Optional<ReplaceAnswer<String>> answer =
        lock.hold(
            patience,
            () -> {
              VersionedRecord<String> present = read(Freshness.LATEST, deadline);
              if (!present.version().equals(seen.version())) {
                return new ReplaceAnswer.Refused<>(present);
              }
              write(leaseFile, next.text().getBytes(ISO_8859_1));
              return new ReplaceAnswer.Replaced<>(new VersionedRecord<>(next, next.text()));
            });
    return answer.orElseGet(ReplaceAnswer.Busy::new);
  }

  @Override
  public String putPayload(byte[] payload, Duration life, Deadline deadline) throws IOException {
    createFolder();
    String generation = UUID.randomUUID().toString();
    write(payloadFile(generation), payload);
    return generation;
  }

  @Override
  public Optional<StoredPayload> payload(String generation, int limit, Deadline deadline)
      throws IOException {
    if (Foreign.isAt(payloadFile(generation))) {
      return Optional.empty();
    }
    try (SeekableByteChannel file = Files.newByteChannel(payloadFile(generation))) {
      InputStream content = Channels.newInputStream(file);
      return Optional.of(
          file.size() > limit
              ? StoredPayload.tooLong(content.readNBytes(StoredPayload.START_BYTES), file.size())
              : StoredPayload.whole(content.readNBytes(limit)));
    } catch (NoSuchFileException e) {
      demandRoot();
      return Optional.empty();
    }
  }

  @Override
  public void deletePayload(String generation, Deadline deadline) throws IOException {
    Files.deleteIfExists(payloadFile(generation));
  }

  @Override
  public void deletePayloadsExcept(String generation, Deadline deadline) throws IOException {
    try (DirectoryStream<Path> payloads = Files.newDirectoryStream(folder, PAYLOAD + "*")) {
      for (Path payload : payloads) {
        if (!payload.equals(payloadFile(generation)) && !Foreign.isAt(payload)) {
          Files.deleteIfExists(payload);
        }
      }
    }
  }

  private Path payloadFile(String generation) {
    return folder.resolve(PAYLOAD + generation);
  }

  /** Whoever reads sees the file before or the file after. */
  private static void write(Path file, byte[] content) throws IOException {
    Path written = file.resolveSibling(file.getFileName() + ".new");
    Foreign.moveAside(written);
    Files.deleteIfExists(written);
    Files.write(written, content, StandardOpenOption.CREATE_NEW);
    Foreign.moveAside(file);
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private void createFolder() throws IOException {
    demandRoot();
    Files.createDirectories(folder);
  }

  /** A directory that is not mounted is a backend out of reach, and no empty one. */
  private void demandRoot() throws IOException {
    if (!Files.isDirectory(root)) {
      throw new NoSuchFileException(
          root.toString(), null, "it is to be shared by all workers; create or mount it");
    }
  }

  @Override
  public String rights(Access access) {
    return switch (access) {
      case WRITE -> "Read and write the directory '" + root + "' and everything below it";
      case READ -> "Read the directory '" + root + "' and everything below it";
    };
  }

  @Override
  public void close() {
    // Nothing stays open between two calls.
  }

  @Override
  public String toString() {
    return "directory " + root;
  }
}
