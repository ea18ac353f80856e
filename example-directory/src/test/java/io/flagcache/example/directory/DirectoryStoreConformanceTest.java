package io.flagcache.example.directory;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.flagcache.conformance.StoredFields;
import io.flagcache.conformance.rule.Disturbance;
import io.flagcache.conformance.store.FlagCacheStoreConformance;
import io.flagcache.conformance.store.RecordBackendFixture;
import io.flagcache.conformance.store.StoreCapability;
import io.flagcache.conformance.store.StoreFixture;
import io.flagcache.core.FlagCacheSettings;
import io.flagcache.core.record.RecordBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class DirectoryStoreConformanceTest extends FlagCacheStoreConformance {

  @TempDir Path folder;

  @Override
  protected StoreFixture fixture() throws IOException {
    Path shared = folder.resolve("shared");
    return new Fixture(shared, new DirectoryFlagCacheConformanceTest.Fixture(shared));
  }

  @Override
  protected Set<StoreCapability> capabilities() {
    return Set.of(
        StoreCapability.LAST_LEASE,
        StoreCapability.STORED_STAMP,
        StoreCapability.FORGED_EPOCHS,
        StoreCapability.STORED_FIELDS,
        StoreCapability.BACKEND_HANG,
        StoreCapability.BACKEND_OUTAGE);
  }

  private record Fixture(Path shared, DirectoryFlagCacheConformanceTest.Fixture directory)
      implements RecordBackendFixture {

    @Override
    public Set<Disturbance> disturbances() {
      return directory.disturbances();
    }

    @Override
    public RecordBackend<?> newBackend(FlagCacheSettings settings) {
      return new DirectoryBackend(shared, settings.serviceKey());
    }

    @Override
    public void wipe() throws IOException {
      directory.wipe();
    }

    @Override
    public boolean forgeEpoch(String serviceKey, EpochField field, String epoch)
        throws IOException {
      Path file = shared.resolve("key-" + serviceKey).resolve("lease");
      String name = field == EpochField.LEASE ? "epoch" : "entryEpoch";
      String forged =
          Files.readString(file, ISO_8859_1)
              .replaceAll("(?m)^" + name + "=.*$", epoch.isEmpty() ? "" : name + "=" + epoch);
      Files.writeString(file, forged, ISO_8859_1);
      return true;
    }

    @Override
    public StoredFields storedFields() {
      return directory.storedFields();
    }

    @Override
    public void hangBackend() throws IOException {
      directory.hangBackend();
    }

    @Override
    public void continueBackend() {
      directory.continueBackend();
    }

    @Override
    public void cutBackend() throws IOException {
      directory.cutBackend();
    }

    @Override
    public void restoreBackend() throws IOException {
      directory.restoreBackend();
    }

    @Override
    public void close() {
      directory.close();
    }
  }
}
