package io.flagcache.demo.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ProviderCheckTest {

  private static final CompletableFuture<Boolean> LATE =
      CompletableFuture.failedFuture(new IllegalStateException("no answer within the deadline"));

  @Test
  void cacheThatIsLateOnceAnswers() throws Exception {
    Answers provider = new Answers(LATE, CompletableFuture.completedFuture(true));

    assertThat(ProviderCheck.problem(provider)).isEmpty();
    assertThat(provider.isShutDown).isTrue();
  }

  @Test
  void cacheThatIsLateTwiceDoesNotAnswer() throws Exception {
    Answers provider = new Answers(LATE, LATE);

    assertThat(ProviderCheck.problem(provider))
        .contains("The cache does not answer: no answer within the deadline");
    assertThat(provider.isShutDown).isTrue();
  }

  private static final class Answers implements FlagDefinitionCacheProvider {

    private final Queue<CompletableFuture<Boolean>> answers;
    private boolean isShutDown;

    @SafeVarargs
    Answers(CompletableFuture<Boolean>... answers) {
      this.answers = new ArrayDeque<>(List.of(answers));
    }

    @Override
    public CompletableFuture<Boolean> shouldFetchFlagDefinitions() {
      return answers.remove();
    }

    @Override
    public CompletableFuture<Optional<FlagDefinitionCacheData>> getFlagDefinitions() {
      return CompletableFuture.completedFuture(Optional.empty());
    }

    @Override
    public CompletableFuture<Void> onFlagDefinitionsReceived(FlagDefinitionCacheData data) {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> shutdown() {
      isShutDown = true;
      return CompletableFuture.completedFuture(null);
    }
  }
}
