package io.flagcache.testservers;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.FlagDefinitionCacheProviders;
import io.flagcache.core.FlagCacheEvent.BecameLeader;
import io.flagcache.core.FlagCacheProvider;
import io.flagcache.core.FlagDefinitionJson;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One worker's side of the protocol, in the worker's own process. */
final class WorkerSeat {

  static final String NOTHING = "-";
  static final String FAILED = "failed ";
  static final String SHUTDOWN = "shutdown";

  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private volatile long epoch;
  private @Nullable FlagDefinitionCacheProvider provider;

  /** Answers when all questions before this one are answered. */
  void ask(String question, Consumer<String> answer) {
    thread.execute(() -> answer.accept(answer(question)));
    if (question.equals(SHUTDOWN)) {
      thread.shutdown();
    }
  }

  private String answer(String question) {
    int space = question.indexOf(' ');
    String verb = space < 0 ? question : question.substring(0, space);
    String name = question.substring(space + 1);
    try {
      return switch (verb) {
        case "open" -> open(name);
        case "connect" -> {
          ((FlagCacheProvider) provider()).inspect().join();
          yield "done";
        }
        case "ask" -> isElected() ? Long.toString(epoch) : NOTHING;
        case "get" -> read().map(WorkerSeat::nameOf).orElse(NOTHING);
        case "poll" -> poll();
        case "receive" -> {
          provider().onFlagDefinitionsReceived(named(name)).toCompletableFuture().join();
          yield "done";
        }
        case SHUTDOWN -> {
          provider().shutdown().toCompletableFuture().join();
          yield "done";
        }
        default -> throw new IllegalArgumentException(question);
      };
    } catch (CompletionException e) {
      return failed(e.getCause());
    } catch (RuntimeException e) {
      return failed(e);
    }
  }

  private static String failed(@Nullable Throwable failure) {
    return FAILED + String.valueOf(failure).replace('\n', ' ');
  }

  private String open(String url) {
    FlagDefinitionCacheProvider opened = FlagDefinitionCacheProviders.create(url);
    if (opened instanceof FlagCacheProvider own) {
      own.addListener(
          event -> {
            if (event instanceof BecameLeader leads) {
              epoch = leads.epoch();
            }
          });
    }
    provider = opened;
    return "open";
  }

  private boolean isElected() {
    return provider().shouldFetchFlagDefinitions().toCompletableFuture().join();
  }

  private Optional<FlagDefinitionCacheData> read() {
    return provider().getFlagDefinitions().toCompletableFuture().join();
  }

  private String poll() {
    if (isElected()) {
      throw new IllegalStateException("The SDK was elected, whose document is not the API's");
    }
    return read()
        .map(data -> Base64.getEncoder().encodeToString(FlagDefinitionJson.write(data)))
        .orElse(NOTHING);
  }

  private FlagDefinitionCacheProvider provider() {
    return Objects.requireNonNull(provider, "No provider was opened");
  }

  private static FlagDefinitionCacheData named(String name) {
    return FlagDefinitionCacheData.of(
        Map.of(
            "flags",
            List.of(Map.of("key", (name + "☂").repeat(500), "id", 9_007_199_254_740_993L)),
            "group_type_mapping",
            Map.of("0", name),
            "cohorts",
            Map.of()));
  }

  /** The document's name, if all of it is what belongs to the name. */
  private static String nameOf(FlagDefinitionCacheData data) {
    String name = String.valueOf(data.groupTypeMapping().get("0"));
    return data.equals(named(name)) ? name : "damaged " + name;
  }
}
