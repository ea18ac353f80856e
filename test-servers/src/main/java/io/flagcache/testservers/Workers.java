package io.flagcache.testservers;

import io.flagcache.FlagDefinitionCacheProvider;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What tests do with workers beyond the contract. */
public final class Workers {

  private Workers() {}

  /**
   * Calls a worker again as long as its deadline passes, which on a busy machine says nothing.
   *
   * @param call the same whether it was made once or more often
   * @return what it completes with
   */
  public static <T extends @Nullable Object> T patiently(Supplier<CompletionStage<T>> call) {
    return untilInTime(() -> call.get().toCompletableFuture().join());
  }

  /** The same for calls that wait for their end, as those of a {@link WorkerProcess} do. */
  public static <T extends @Nullable Object> T untilInTime(Supplier<T> call) {
    long begin = System.nanoTime();
    while (true) {
      try {
        return call.get();
      } catch (CompletionException | IllegalStateException e) {
        if (!isLate(e) || System.nanoTime() - begin > Patience.limit().toNanos()) {
          throw e;
        }
      }
    }
  }

  /** Each client has an exception of its own for this, or none; both name their cause. */
  private static boolean isLate(RuntimeException failure) {
    String message = String.valueOf(failure.getMessage());
    return message.contains("Timeout") || message.contains("did not answer within the deadline");
  }

  /** Shuts a worker down and waits for it, whatever comes of it: the test has judged it before. */
  public static void shutDown(FlagDefinitionCacheProvider worker) {
    worker.shutdown().toCompletableFuture().handle((done, failure) -> true).join();
  }
}
