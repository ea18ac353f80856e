package io.flagcache.example.directory;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.conformance.Capability;
import io.flagcache.conformance.Damage;
import io.flagcache.conformance.FlagDefinitionCacheProviderConformance;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.StoredFields;
import io.flagcache.conformance.WorkerSettings;
import io.flagcache.conformance.rule.Disturbance;
import io.flagcache.core.OutagePolicy;
import io.flagcache.core.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class DirectoryFlagCacheConformanceTest extends FlagDefinitionCacheProviderConformance {

  @TempDir Path folder;

  @Override
  protected ProviderFixture fixture() throws IOException {
    return new Fixture(folder.resolve("shared"));
  }

  @Override
  protected Set<Capability> capabilities() {
    return Set.of(
        Capability.BACKEND_OUTAGE,
        Capability.BACKEND_HANG,
        Capability.CORRUPTION,
        Capability.STORED_FIELDS,
        Capability.READER_ROLE,
        Capability.HOLD_POLICY,
        Capability.DOCUMENT_LIMIT);
  }

  static final class Fixture implements ProviderFixture {

    private final Path shared;
    private final Path away;
    private final List<LockHolder> stopped = new ArrayList<>();

    Fixture(Path shared) throws IOException {
      this.shared = Files.createDirectories(shared);
      this.away = shared.resolveSibling("away");
    }

    /** The directory is this test's alone. */
    @Override
    public Set<Disturbance> disturbances() {
      return Set.of();
    }

    @Override
    public FlagDefinitionCacheProvider newWorker(WorkerSettings settings) {
      DirectoryFlagCache.Builder builder =
          DirectoryFlagCache.builder(shared)
              .serviceKey(settings.serviceKey())
              .pollInterval(settings.pollInterval())
              .lease(settings.lease())
              .entryTtl(settings.entryTtl())
              .decisionDeadline(settings.decisionDeadline())
              .transferDeadline(settings.transferDeadline())
              .outagePolicy(OutagePolicy.valueOf(settings.outagePolicy().name()))
              .holdLimit(settings.holdLimit())
              .role(settings.reader() ? Role.READER : Role.WORKER);
      settings.maxDocumentBytes().ifPresent(builder::maxDocumentBytes);
      return builder.build();
    }

    @Override
    public void wipe() throws IOException {
      // The file 'lock' stays: whoever holds it would otherwise hold another one than the next.
      for (Path file : files("lease", "payload-")) {
        Files.deleteIfExists(file);
      }
    }

    @Override
    public void cutBackend() throws IOException {
      Files.move(shared, away); // As a file system that is not mounted any more.
    }

    @Override
    public void restoreBackend() throws IOException {
      Files.move(away, shared);
    }

    @Override
    public void hangBackend() throws IOException {
      // As a worker that was stopped while it held the lock.
      for (Path lock : files("lock")) {
        stopped.add(LockHolder.start(lock));
      }
    }

    @Override
    public void continueBackend() {
      stopped.forEach(LockHolder::close);
    }

    @Override
    public void damageEntry(String serviceKey, Damage damage) throws IOException {
      for (Path payload : payloads(serviceKey)) {
        Files.write(payload, damage.of(Files.readAllBytes(payload)));
      }
    }

    @Override
    public StoredFields storedFields() {
      return new DirectoryStoredFields(shared);
    }

    private List<Path> payloads(String serviceKey) throws IOException {
      return files("payload-").stream()
          .filter(path -> path.startsWith(shared.resolve("key-" + serviceKey)))
          .toList();
    }

    @Override
    public void close() {
      // The directory is JUnit's.
    }

    private List<Path> files(String... beginnings) throws IOException {
      try (Stream<Path> found = Files.walk(shared)) {
        return found
            .filter(Files::isRegularFile)
            .filter(
                path -> Stream.of(beginnings).anyMatch(path.getFileName().toString()::startsWith))
            .toList();
      }
    }
  }
}
