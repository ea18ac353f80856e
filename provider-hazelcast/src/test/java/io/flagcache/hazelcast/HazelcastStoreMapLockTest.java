package io.flagcache.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.client.HazelcastClientOfflineException;
import com.hazelcast.config.Config;
import com.hazelcast.map.IMap;
import io.flagcache.core.store.LeaseAnswer.Held;
import io.flagcache.testservers.GoldenFile;
import io.flagcache.testservers.GoldenState;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HazelcastStoreMapLockTest extends HazelcastStoreTest {

  private static final GoldenFile GOLDEN = GoldenFile.of("entries.txt");

  @Override
  HazelcastLocking locking() {
    return HazelcastLocking.MAP;
  }

  @Override
  void configure(Config config) {
    // As it comes.
  }

  @Override
  void lockElsewhere() {
    CompletableFuture.runAsync(() -> map.lock(LEASE_KEY), elsewhere).join();
  }

  @Override
  void loseTheLock() {
    map.forceUnlock(LEASE_KEY);
  }

  @AfterEach
  void unlock() {
    map.forceUnlock(LEASE_KEY);
  }

  @Test
  void entriesAreAsTheyAlwaysWere() throws Exception {
    GoldenState.write(store);

    GOLDEN.demand(GoldenEntries.in(map));
  }

  @Test
  void entriesOfOldAreRead() throws Exception {
    GoldenEntries.put(GOLDEN.text(), map);

    GoldenState.demandIn(store());
  }

  @Test
  void lockIsFreeAfterEachCall() {
    Held a = lead(store, "a");
    assertThat(map.isLocked(LEASE_KEY)).isFalse();
    store.publish("a", entry(a.epoch(), 1, 10), TTL, soon());
    assertThat(map.isLocked(LEASE_KEY)).isFalse();
    store.release("a", a.epoch(), soon());
    assertThat(map.isLocked(LEASE_KEY)).isFalse();
  }

  @Test
  void lockThatIsNotGivenBackEndsByItself() throws Exception {
    MapMutex mutex = mutex(map);
    assertThat(mutex.tryLock(Duration.ZERO)).isPresent();

    assertThat(CompletableFuture.supplyAsync(this::isLockedAtLast, elsewhere).join()).isTrue();
    mutex.unlock();
    assertThat(map.isLocked(LEASE_KEY)).as("the other's lock").isTrue();
  }

  @Test
  void lockThatIsGrantedLateIsGivenBackToo() throws Exception {
    InterceptedInstance intercepted = new InterceptedInstance(member);
    MapMutex mutex = mutex(intercepted.instance().getMap("flagcache"));
    intercepted.loseNext("tryLock");
    assertThatThrownBy(() -> mutex.tryLock(Duration.ZERO))
        .isInstanceOf(HazelcastClientOfflineException.class);
    assertThat(mutex.tryLock(Duration.ZERO)).isPresent();
    map.lock(LEASE_KEY); // What was thought lost has arrived.

    mutex.unlock();

    assertThat(map.isLocked(LEASE_KEY)).isFalse();
    assertThat(mutex.hasDanglingLock()).isFalse();
  }

  private MapMutex mutex(IMap<String, Object> over) {
    return new MapMutex(
        over,
        LEASE_KEY,
        new ForeignLock(LEASE, nanos::get),
        new LateGrants(LEASE, nanos::get),
        "test");
  }

  /** For ever, unlike by a mutex. */
  private boolean isLockedAtLast() {
    try {
      return map.tryLock(LEASE_KEY, 1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
