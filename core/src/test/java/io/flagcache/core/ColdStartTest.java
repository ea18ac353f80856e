package io.flagcache.core;

import static io.flagcache.core.Fleet.POLL;
import static io.flagcache.core.Fleet.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.core.Fleet.Worker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ColdStartTest {

  private final Fleet fleet = new Fleet();

  @Test
  void aFollowerOfAnEmptyCacheWaitsForTheFirstPublish() throws Exception {
    Worker leader = fleet.worker();
    leader.shouldFetch();
    Worker follower = fleet.worker();

    assertThat(follower.poll()).isEmpty();
    assertThat(follower.awaitsFirstPublish()).isTrue();

    leader.received(1);
    assertThat(follower.get()).contains(version(1));
    assertThat(follower.awaitsFirstPublish()).isFalse();
  }

  @Test
  void theWaitIsBoundedAndNotRepeated() throws Exception {
    fleet.worker().shouldFetch();
    Worker follower = fleet.worker();
    follower.poll();
    assertThat(follower.awaitsFirstPublish()).isTrue();

    fleet.clock.advance(Duration.ofSeconds(8));
    assertThat(follower.get()).isEmpty();

    assertThat(follower.awaitsFirstPublish()).isFalse();
  }

  @Test
  void theLeaderDoesNotWaitForItself() throws Exception {
    Worker leader = fleet.worker();
    leader.shouldFetch();

    assertThat(leader.get()).isEmpty();
    assertThat(leader.awaitsFirstPublish()).isFalse();
  }

  @Test
  void aNewWorkerStartsFromTheCacheAndTakesPartFromItsSecondPollOn() throws Exception {
    fleet.leaderOf(1).close();
    Worker newcomer = fleet.worker();

    assertThat(newcomer.poll()).contains(version(1));
    fleet.clock.advance(POLL);
    assertThat(newcomer.shouldFetch()).isTrue();
  }

  @Test
  void aReaderNeverLeadsAndNeverWrites() throws Exception {
    Worker reader = fleet.worker(builder -> builder.role(Role.READER));

    assertThat(reader.shouldFetch()).isFalse();
    reader.received(1);
    assertThat(reader.get()).isEmpty();
    assertThat(reader.awaitsFirstPublish()).isTrue();
    reader.close();

    assertThat(reader.store.takeCalls()).containsExactly("read");
  }
}
