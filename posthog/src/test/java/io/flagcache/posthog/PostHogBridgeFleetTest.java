package io.flagcache.posthog;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.core.memory.InMemoryBackend;
import io.flagcache.core.memory.InMemoryFlagCache;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two workers as the JVM SDK drives them, over the real engine. */
final class PostHogBridgeFleetTest {

  private static final Map<String, Object> FIRST =
      Map.of("flags", List.of(Map.of("id", 1, "key", "a")), "large", 9_007_199_254_740_993L);
  private static final Map<String, Object> SECOND =
      Map.of("flags", List.of(Map.of("id", 2, "key", "b")));

  private final InMemoryBackend backend = new InMemoryBackend();
  private Map<String, Object> served = FIRST;
  private final SdkCaller one = new SdkCaller(PostHogBridge.of(provider()), () -> served);
  private final SdkCaller two = new SdkCaller(PostHogBridge.of(provider()), () -> served);

  private FlagDefinitionCacheProvider provider() {
    return InMemoryFlagCache.builder(backend).transferDeadline(Duration.ofSeconds(3)).build();
  }

  @AfterEach
  void close() {
    one.close();
    two.close();
  }

  @Test
  void oneFetchesForBoth() {
    one.poll();
    two.poll();
    two.poll();

    assertThat(two.loaded()).isEqualTo(FIRST);
    assertThat(one.fetches()).isEqualTo(1);
    assertThat(two.fetches()).isZero();
  }

  @Test
  void theOtherTakesOverAtTheShutdownOfTheLeader() {
    one.poll();
    two.poll();
    one.close();
    served = SECOND;
    two.poll();
    SdkCaller three = new SdkCaller(PostHogBridge.of(provider()), () -> served);
    three.poll();
    three.close();

    assertThat(two.fetches()).isEqualTo(1);
    assertThat(three.loaded()).isEqualTo(SECOND);
  }

  @Test
  void anOutageOfTheCacheTurnsEveryPollIntoAFetch() {
    one.poll();
    backend.cut();
    served = SECOND;
    two.poll();

    assertThat(two.loaded()).isEqualTo(SECOND);
    assertThat(two.fetches()).isEqualTo(1);

    backend.restore();
  }
}
