package io.flagcache.checks;

import com.fasterxml.jackson.core.json.PackageVersion;
import io.flagcache.Deadline;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.checks.DocumentsAtLimits.Candidate;
import io.flagcache.core.FlagCacheProvider;
import io.flagcache.core.Role;
import io.flagcache.core.memory.InMemoryBackend;
import io.flagcache.core.memory.InMemoryFlagCache;
import io.flagcache.core.store.EntryStamp;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Publishes and reads documents at the limits with whatever Jackson is on the class path, in the
 * process that {@link JacksonRangeTest} starts. Prints what became of each.
 */
final class JacksonRunner {

  /** Followed by the name, the hash of the stored text, and the values written and read. */
  static final String PUBLISHED = "PUBLISHED";

  /** Followed by the name and the reason. */
  static final String REFUSED = "REFUSED";

  private static final String KEY = "any";

  private JacksonRunner() {}

  public static void main(String[] arguments) throws Exception {
    print("Jackson " + PackageVersion.VERSION);
    for (Candidate candidate : DocumentsAtLimits.all()) {
      InMemoryBackend backend = new InMemoryBackend();
      try {
        FlagDefinitionCacheData document = candidate.document().get();
        publish(document, builder(backend, candidate));
        Optional<EntryStamp> stamp = backend.store(KEY).stamp(Deadline.after(Duration.ofHours(1)));
        print(
            PUBLISHED,
            candidate.name(),
            stamp.orElseThrow().hash(),
            checksum(document),
            read(builder(backend, candidate)).map(JacksonRunner::checksum).orElse("none"));
      } catch (IllegalArgumentException e) {
        print(REFUSED, candidate.name(), e.getMessage());
      }
    }
  }

  private static void print(String... fields) {
    System.out.println(String.join("\t", fields));
  }

  private static String checksum(FlagDefinitionCacheData data) {
    return JsonValueChecksum.of(data.document());
  }

  private static void publish(FlagDefinitionCacheData document, InMemoryFlagCache.Builder builder)
      throws Exception {
    FlagCacheProvider worker = builder.build();
    try {
      if (!answer(worker::shouldFetchFlagDefinitions)) {
        throw new IllegalStateException("Nobody else leads");
      }
      answer(() -> worker.onFlagDefinitionsReceived(document));
    } finally {
      answer(worker::shutdown);
    }
  }

  private static Optional<FlagDefinitionCacheData> read(InMemoryFlagCache.Builder builder)
      throws Exception {
    FlagCacheProvider reader = builder.role(Role.READER).build();
    try {
      return answer(reader::getFlagDefinitions);
    } finally {
      answer(reader::shutdown);
    }
  }

  private static InMemoryFlagCache.Builder builder(InMemoryBackend backend, Candidate candidate) {
    return InMemoryFlagCache.builder(backend)
        .serviceKey(KEY)
        .maxDocumentBytes(candidate.maxBytes())
        .decisionDeadline(Duration.ofSeconds(9))
        .transferDeadline(Duration.ofSeconds(9));
  }

  /** Asks again where a busy machine does not answer before the longest deadline that there is. */
  private static <T> T answer(Supplier<CompletionStage<T>> call) throws Exception {
    while (true) {
      try {
        return call.get().toCompletableFuture().get(1, TimeUnit.MINUTES);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof IllegalArgumentException refusal) {
          throw refusal;
        }
        if (!(e.getCause() instanceof TimeoutException)) {
          throw e;
        }
      }
    }
  }
}
