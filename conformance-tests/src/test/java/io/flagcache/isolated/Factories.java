package io.flagcache.isolated;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.conformance.IsolatedWorkers.Factory;
import io.flagcache.conformance.WorkerSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** Outside of the packages that isolated classes share with those of the test. */
public final class Factories {

  public static final AtomicInteger MADE = new AtomicInteger();

  private Factories() {}

  /** Has what was found as its name. */
  private record Told(String name) implements FlagDefinitionCacheProvider {
    @Override
    public CompletionStage<Boolean> shouldFetchFlagDefinitions() {
      return CompletableFuture.completedFuture(false);
    }

    @Override
    public CompletionStage<Optional<FlagDefinitionCacheData>> getFlagDefinitions() {
      return CompletableFuture.completedFuture(Optional.empty());
    }

    @Override
    public CompletionStage<Void> onFlagDefinitionsReceived(FlagDefinitionCacheData data) {
      return CompletableFuture.failedFuture(new UnsupportedOperationException());
    }

    @Override
    public CompletionStage<Void> shutdown() {
      return CompletableFuture.failedFuture(new UnsupportedOperationException());
    }

    @Override
    public String toString() {
      return name;
    }
  }

  public static final class Counting implements Factory {
    @Override
    public FlagDefinitionCacheProvider newWorker(String address, WorkerSettings settings) {
      return new Told(settings.serviceKey() + " on " + address + ": " + MADE.incrementAndGet());
    }
  }

  public static final class Looking implements Factory {
    @Override
    public FlagDefinitionCacheProvider newWorker(String resource, WorkerSettings settings)
        throws IOException {
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      try (InputStream found = loader.getResourceAsStream(resource)) {
        return new Told(
            found == null ? "nothing" : new String(found.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
  }

  public static final class Asserting implements Factory {
    @Override
    public FlagDefinitionCacheProvider newWorker(String address, WorkerSettings settings) {
      return new Told(assertThat(address).toString());
    }
  }
}
