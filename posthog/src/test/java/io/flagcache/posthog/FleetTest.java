package io.flagcache.posthog;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.core.memory.InMemoryBackend;
import io.flagcache.core.memory.InMemoryFlagCache;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Loaders over the real engine. */
class FleetTest extends LoaderTestBase {

  private final InMemoryBackend backend = new InMemoryBackend();

  private DefinitionLoader worker() {
    return built(
        direct()
            .cache(
                InMemoryFlagCache.builder(backend)
                    .transferDeadline(Duration.ofSeconds(3))
                    .build()));
  }

  @Test
  void oneFetchesForAll() {
    api.serve(A, "\"a\"");
    List<DefinitionLoader> fleet = Stream.generate(this::worker).limit(5).toList();
    for (int round = 0; round < 4; round++) {
      fleet.forEach(DefinitionLoader::poll);
    }
    assertThat(api.requests).hasSize(4);

    api.serve(B, "\"b\"");
    fleet.forEach(DefinitionLoader::poll);

    assertThat(api.requests).hasSize(5);
    assertThat(fleet).allMatch(loader -> loader.definitions().equals(Optional.of(data(B))));
  }

  @Test
  void successorOfAClosedLeaderPublishesTheNextChange() {
    api.serve(A, "\"a\"");
    DefinitionLoader leader = worker();
    DefinitionLoader successor = worker();
    DefinitionLoader follower = worker();
    for (DefinitionLoader loader : List.of(leader, successor, follower)) {
      loader.poll();
    }
    leader.close();
    assertThat(successor.poll().decision()).contains(Decision.LEAD);
    api.serve(B, "\"b\"");
    successor.poll();
    follower.poll();

    assertThat(follower.definitions()).contains(data(B));
    assertThat(follower.status().apiRequests()).isZero();
  }

  @Test
  void outageOfTheCacheIsSurvivedAndItsEndBringsOneCopyBack() {
    api.serve(A, "\"a\"");
    DefinitionLoader leader = worker();
    DefinitionLoader follower = worker();
    leader.poll();
    follower.poll();
    backend.cut();
    api.serve(B, "\"b\"");

    assertThat(follower.poll().decision()).contains(Decision.FAILED);
    assertThat(follower.definitions()).contains(data(B));

    backend.restore();
    leader.poll();
    follower.poll();
    assertThat(follower.definitions()).contains(data(B));
    DefinitionLoader late = worker();
    assertThat(late.poll().outcome()).isEqualTo(PollOutcome.READ);
    assertThat(late.definitions()).contains(data(B));
  }
}
