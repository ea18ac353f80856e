package io.flagcache.example.directory;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.flagcache.Deadline;
import io.flagcache.core.Entry;
import io.flagcache.core.EntryStamp;
import io.flagcache.core.EpochRule;
import io.flagcache.core.FlagCacheStore;
import io.flagcache.core.LeaseAnswer;
import io.flagcache.core.LeaseRequest;
import io.flagcache.core.Observed;
import io.flagcache.core.ReadAnswer;
import io.flagcache.core.Role;
import io.flagcache.core.StoreStatus;
import io.flagcache.core.StoreStatus.EntryStatus;
import io.flagcache.core.StoreStatus.LeaseStatus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * The store primitives over two files of a service key, {@code lease} and {@code entry}. Both are
 * read without a lock, and replaced by a rename under the lock.
 */
final class DirectoryStore implements FlagCacheStore {

  private final Path root;
  private final Path folder;
  private final Path leaseFile;
  private final Path entryFile;
  private final DirectoryLock lock;
  private final Observed observed;

  DirectoryStore(Path root, String serviceKey, LongSupplier nanoTime) {
    this.root = root;
    // The prefix keeps the key '..' inside; ':' has a meaning on Windows.
    this.folder = root.resolve("key-" + serviceKey.replace(":", "%3A"));
    this.leaseFile = folder.resolve("lease");
    this.entryFile = folder.resolve("entry");
    this.lock = new DirectoryLock(folder.resolve("lock"));
    this.observed = new Observed(nanoTime);
  }

  @Override
  public LeaseAnswer acquireOrRenew(LeaseRequest request, Deadline deadline)
      throws IOException, TimeoutException {
    LeaseRecord seen = look();
    if (!mayBeGiven(seen, request)) {
      return new LeaseAnswer.HeldByOther(seen.epoch(), liveStamp(seen));
    }
    return changing(
        deadline,
        () -> {
          LeaseRecord now = look();
          if (!mayBeGiven(now, request)) {
            return new LeaseAnswer.HeldByOther(now.epoch(), liveStamp(now));
          }
          if (isExpired(now)) {
            Files.deleteIfExists(entryFile);
          }
          Optional<EntryStamp> entry = stampInFile();
          boolean renews =
              now.isLedBy(request.owner()) && EpochRule.keeps(now.epoch(), request.epochFloor());
          long entryEpoch = entry.map(EntryStamp::epoch).orElse(0L);
          long epoch =
              renews ? now.epoch() : EpochRule.next(now.epoch(), request.epochFloor(), entryEpoch);
          write(now.leasedTo(request, epoch));
          return new LeaseAnswer.Held(epoch, entry);
        });
  }

  /** Whether the lease is free, the asking worker's own, or has not been renewed for its length. */
  private boolean mayBeGiven(LeaseRecord lease, LeaseRequest request) {
    return lease.owner().isEmpty()
        || lease.isLedBy(request.owner())
        || observed.isUnchangedFor(lease.lease());
  }

  @Override
  public boolean publish(String owner, Entry entry, Duration ttl, Deadline deadline)
      throws IOException, TimeoutException {
    return changing(
        deadline,
        () -> {
          LeaseRecord now = look();
          if (!now.isLedBy(owner, entry.stamp().epoch())) {
            return false;
          }
          store(now, entry, ttl);
          return true;
        });
  }

  @Override
  public boolean fill(Entry entry, Duration ttl, Deadline deadline)
      throws IOException, TimeoutException {
    return changing(
        deadline,
        () -> {
          LeaseRecord now = look();
          if (liveStamp(now).isPresent()) {
            return false;
          }
          store(now, entry, ttl);
          return true;
        });
  }

  private void store(LeaseRecord now, Entry entry, Duration ttl) throws IOException {
    replace(entryFile, EntryFile.of(entry));
    write(now.withEntry(ttl));
  }

  @Override
  public ReadAnswer read(Optional<EntryStamp> known, Deadline deadline) throws IOException {
    Optional<EntryStamp> present = liveStamp(look());
    if (present.isEmpty()) {
      return new ReadAnswer.Absent();
    }
    if (present.equals(known)) {
      return new ReadAnswer.Unchanged();
    }
    try {
      // May be a newer entry by now: its stamp is in the same file.
      byte[] content = Files.readAllBytes(entryFile);
      Entry entry = new Entry(EntryFile.stampIn(content), EntryFile.payloadIn(content));
      return new ReadAnswer.Found(entry, Optional.empty());
    } catch (NoSuchFileException e) {
      return new ReadAnswer.Absent();
    }
  }

  @Override
  public Optional<EntryStamp> stamp(Deadline deadline) throws IOException {
    return liveStamp(look());
  }

  @Override
  public void discard(EntryStamp stamp, Deadline deadline) throws IOException, TimeoutException {
    changing(
        deadline,
        () -> {
          if (stampInFile().filter(stamp::equals).isPresent()) {
            Files.delete(entryFile);
          }
          return stamp;
        });
  }

  @Override
  public void release(String owner, long epoch, Deadline deadline)
      throws IOException, TimeoutException {
    changing(
        deadline,
        () -> {
          LeaseRecord now = look();
          if (now.isLedBy(owner, epoch)) {
            write(now.released());
          }
          return now;
        });
  }

  @Override
  public StoreStatus inspect(Deadline deadline) throws IOException {
    LeaseRecord now = look();
    Optional<LeaseStatus> lease =
        now.owner()
            .filter(owner -> !observed.isUnchangedFor(now.lease()))
            .map(owner -> new LeaseStatus(owner, OptionalLong.of(now.epoch()), Optional.empty()));
    Optional<EntryStatus> entry =
        read(Optional.empty(), deadline) instanceof ReadAnswer.Found found
            ? Optional.of(statusOf(found.entry()))
            : Optional.empty();
    return new StoreStatus(lease, entry);
  }

  private static EntryStatus statusOf(Entry entry) {
    return new EntryStatus(
        entry.stamp(),
        entry.payload().length,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public boolean revoke(LeaseStatus lease, Deadline deadline) throws IOException, TimeoutException {
    return changing(
        deadline,
        () -> {
          LeaseRecord now = look();
          boolean present =
              now.isLedBy(lease.owner()) && lease.epoch().equals(OptionalLong.of(now.epoch()));
          if (present) {
            write(now.released());
          }
          return present;
        });
  }

  @Override
  public String rights(Role role) {
    return switch (role) {
      case WORKER -> "Read and write the directory '" + root + "' and everything below it";
      case READER -> "Read the directory '" + root + "' and everything below it";
    };
  }

  /** Reads who leads, and notes whether that has changed. */
  private LeaseRecord look() throws IOException {
    LeaseRecord lease;
    try {
      lease = LeaseRecord.parse(Files.readString(leaseFile, ISO_8859_1));
    } catch (NoSuchFileException e) {
      demandRoot();
      lease = LeaseRecord.parse("");
    }
    observed.see(lease);
    return lease;
  }

  /** Whether nobody has led during the lifetime of the entry. */
  private boolean isExpired(LeaseRecord lease) {
    return observed.isUnchangedFor(lease.entryTtl());
  }

  private Optional<EntryStamp> liveStamp(LeaseRecord lease) throws IOException {
    return isExpired(lease) ? Optional.empty() : stampInFile();
  }

  private Optional<EntryStamp> stampInFile() throws IOException {
    try (InputStream in = Files.newInputStream(entryFile)) {
      return Optional.of(EntryFile.stampIn(in.readNBytes(EntryFile.LONGEST_LINE)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private <T> T changing(Deadline deadline, DirectoryLock.Step<T> step)
      throws IOException, TimeoutException {
    if (!Files.isDirectory(folder)) {
      demandRoot();
      Files.createDirectories(folder);
    }
    return lock.hold(deadline, step);
  }

  /** A directory that is not mounted is a backend out of reach, and no empty one. */
  private void demandRoot() throws IOException {
    if (!Files.isDirectory(root)) {
      throw new NoSuchFileException(
          root.toString(), null, "it is to be shared by all workers; create or mount it");
    }
  }

  private void write(LeaseRecord lease) throws IOException {
    replace(leaseFile, lease.text().getBytes(ISO_8859_1));
    observed.see(lease); // Else the next look would take this worker's own beat for news.
  }

  /** Under the lock alone: all workers use the same temporary file, so that none is left behind. */
  private static void replace(Path file, byte[] content) throws IOException {
    Path written = file.resolveSibling(file.getFileName() + ".new");
    Files.write(written, content);
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
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
