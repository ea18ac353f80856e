package io.flagcache.core;

import static io.flagcache.core.Fleet.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.Deadline;
import io.flagcache.core.FlagCacheEvent.Republished;
import io.flagcache.core.Fleet.Worker;
import io.flagcache.core.ScriptedStore.Ages;
import io.flagcache.core.store.FlagCacheStore;
import io.flagcache.core.store.PayloadFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A leader that hears 304 and writes nothing again, as programs do that know nothing of us. */
class ForeignLeaderTest {

  private final Fleet fleet = new Fleet(Ages.NONE, PayloadFormat.JSON);

  private static void evict(Fleet fleet) throws Exception {
    FlagCacheStore store = fleet.backend.store("fleet");
    Deadline deadline = Deadline.after(Duration.ofSeconds(2), fleet.clock);
    store.discard(store.stamp(deadline).orElseThrow(), deadline);
  }

  @Test
  void aFollowerStoresAgainWhatIsGoneAtTwoPolls() throws Exception {
    fleet.leaderOf(1);
    Worker follower = fleet.settledWorker();
    evict(fleet);

    follower.poll();
    assertThat(fleet.settledWorker().get()).as("The leader has its chance first").isEmpty();
    follower.poll();

    assertThat(fleet.settledWorker().get()).contains(version(1));
    assertThat(follower.takeEvents()).hasExactlyElementsOfTypes(Republished.class);
  }

  @Test
  void anEntryInBetweenEndsTheCount() throws Exception {
    Worker leader = fleet.leaderOf(1);
    Worker follower = fleet.settledWorker();
    evict(fleet);
    follower.poll();
    assertThat(leader.shouldFetch()).isTrue();
    follower.poll();
    evict(fleet);

    follower.poll();

    assertThat(fleet.settledWorker().get()).isEmpty();
  }

  @Test
  void whoHasNothingOrOnlyReadsStoresNothing() throws Exception {
    fleet.leaderOf(1);
    Worker reader = fleet.worker(builder -> builder.role(Role.READER));
    assertThat(reader.poll()).contains(version(1));
    evict(fleet);
    Worker newcomer = fleet.settledWorker();

    for (int poll = 0; poll < 5; poll++) {
      newcomer.poll();
      reader.poll();
    }

    assertThat(fleet.settledWorker().get()).isEmpty();
  }

  @Test
  void damageIsRemovedByWhoHasSomethingToPutInItsPlace() throws Exception {
    fleet.leaderOf(1);
    fleet.backend.damage("fleet", "[]".getBytes(StandardCharsets.UTF_8));
    Worker follower = fleet.worker();
    assertThat(follower.poll()).isEmpty();
    assertThat(follower.store.takeCalls()).doesNotContain("discard");

    follower.received(2);
    follower.poll();

    assertThat(follower.store.takeCalls()).contains("discard");
  }

  @Test
  void damageIsRemovedByALeaderThatHasNothing() throws Exception {
    fleet.leaderOf(1).close();
    fleet.backend.damage("fleet", "[]".getBytes(StandardCharsets.UTF_8));
    Worker leader = fleet.settledWorker();
    assertThat(leader.shouldFetch()).isTrue();

    assertThat(leader.get()).isEmpty();

    assertThat(leader.store.takeCalls()).contains("discard");
  }

  @Test
  void whereEveryLeaderKeepsTheContractItIsTheLeaders() throws Exception {
    Fleet own = new Fleet();
    own.leaderOf(1);
    Worker follower = own.settledWorker();
    evict(own);

    for (int poll = 0; poll < 5; poll++) {
      follower.poll();
    }

    assertThat(follower.store.takeCalls()).doesNotContain("publishIfAbsent");
    assertThat(own.settledWorker().get()).isEmpty();
  }
}
