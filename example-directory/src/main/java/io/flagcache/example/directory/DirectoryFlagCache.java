package io.flagcache.example.directory;

import io.flagcache.core.FlagCacheBuilder;
import io.flagcache.core.FlagCacheSettings;
import io.flagcache.core.record.RecordBackend;
import io.flagcache.core.record.RecordStore;
import io.flagcache.core.store.FlagCacheStore;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Flag definitions shared through a directory, on one machine or on a network file system that has
 * file locks and atomic renames.
 *
 * <pre>{@code
 * FlagDefinitionCacheProvider cache =
 *     DirectoryFlagCache.builder(Path.of("/var/lib/flags")).serviceKey("checkout").build();
 * }</pre>
 *
 * <p><b>Whose clock rules.</b> Nobody's: a worker takes a lease over when it has watched the record
 * of the lease for the length of the lease without seeing it change. An entry is taken for expired
 * in the same way.
 *
 * <p><b>What is atomic.</b> Every change of the lease is made under one file lock of the service
 * key, and every file is replaced by a rename. Readers take no lock.
 *
 * <p><b>What blocks.</b> Calls wait for the lock on the provider's own thread, for half of their
 * deadline at most; a worker that does not lead yet does not wait for it.
 */
public final class DirectoryFlagCache {

  private DirectoryFlagCache() {}

  /**
   * Begins a provider.
   *
   * @param directory exists, or will when the provider is used; all workers can write into it
   * @return a builder
   */
  public static Builder builder(Path directory) {
    return new Builder(directory);
  }

  /** Builds providers over one directory. */
  public static final class Builder extends FlagCacheBuilder<Builder> {

    private final Path directory;

    private Builder(Path directory) {
      this.directory = Objects.requireNonNull(directory, "directory").toAbsolutePath().normalize();
    }

    @Override
    protected FlagCacheStore openStore(FlagCacheSettings settings) {
      RecordBackend<?> backend = new DirectoryBackend(directory, settings.serviceKey());
      return new RecordStore<>(backend, settings.maxPayloadBytes(), System::nanoTime);
    }
  }
}
