package io.flagcache.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.hazelcast.config.Config;
import com.hazelcast.cp.lock.FencedLock;
import io.flagcache.Deadline;
import io.flagcache.core.store.LeaseAnswer.Held;
import io.flagcache.core.store.LeaseAnswer.HeldByOther;
import io.flagcache.testservers.HazelcastCluster;
import io.flagcache.testservers.UncheckedStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On one member, whose CP subsystem is in unsafe mode. */
class HazelcastStoreFencedLockTest extends HazelcastStoreTest {

  @BeforeAll
  static void needsCp() {
    assumeTrue(HazelcastCluster.HAS_FENCED_LOCK, "This edition of Hazelcast has no FencedLock");
  }

  @Override
  HazelcastLocking locking() {
    return HazelcastLocking.FENCED;
  }

  @Override
  void configure(Config config) {
    // As it comes.
  }

  private FencedLock lock() {
    return member.getCPSubsystem().getLock("flagcache/" + LEASE_KEY + "@flagcache");
  }

  @Override
  void lockElsewhere() {
    CompletableFuture.runAsync(() -> lock().lock(), elsewhere).join();
  }

  @Override
  void loseTheLock() {
    lock().unlock();
  }

  @AfterEach
  void unlock() {
    CompletableFuture.runAsync(
            () -> {
              while (lock().isLockedByCurrentThread()) {
                lock().unlock();
              }
            },
            elsewhere)
        .join();
  }

  @Test
  void lockIsFreeAfterEachCall() {
    Held a = lead(store, "a");
    assertThat(lock().isLocked()).isFalse();
    store.publish("a", entry(a.epoch(), 1, 10), TTL, soon());
    assertThat(lock().isLocked()).isFalse();
    store.release("a", a.epoch(), soon());
    assertThat(lock().isLocked()).isFalse();
  }

  @Test
  void closedStoreGivesBackWhatItCouldNotBefore() {
    InterceptedInstance intercepted = new InterceptedInstance(member);
    UncheckedStore leaving = store(session(intercepted.instance()));
    Held a = lead(leaving, "a");
    intercepted.loseEach("unlock");
    leaving.release("a", a.epoch(), Deadline.after(Duration.ofSeconds(1)));
    leaving.close();
    assertThat(other.acquireOrRenew(request("b"), soon())).isInstanceOf(HeldByOther.class);

    intercepted.reaches("unlock");

    Awaitility.await()
        .atMost(HazelcastCluster.PATIENCE)
        .until(() -> other.acquireOrRenew(request("b"), soon()) instanceof Held);
  }

  @Test
  void fenceKeepsEpochsGrowingThoughTheMapIsLostAndNobodyRemembers() {
    long highest = 0;
    for (int i = 0; i < 5; i++) {
      Held led = lead(store, "a-" + i);
      store.release("a-" + i, led.epoch(), soon());
      highest = Math.max(highest, led.epoch());
    }
    map.clear();

    assertThat(lead(store(), "b").epoch()).isGreaterThan(highest);
  }

  @Test
  void lockThatIsNeverGivenBackIsNotWaitedForBeyondALease() {
    lockElsewhere();
    assertThat(store.acquireOrRenew(request("a"), soon())).isInstanceOf(HeldByOther.class);
    pass(LEASE.minusSeconds(1));
    assertThat(store.acquireOrRenew(request("a"), soon())).isInstanceOf(HeldByOther.class);
    pass(Duration.ofSeconds(1));

    assertThat(store.acquireOrRenew(request("a"), soon())).isInstanceOf(Held.class);
    assertThat(lock().isLocked()).isTrue();
  }

  @Test
  @Timeout(60)
  void lockThatIsPassedByIsNotWaitedForEither() {
    lockElsewhere();
    FencedMutex mutex = mutex(new AtomicReference<>(""));
    assertThat(mutex.tryLock(Duration.ZERO)).isEmpty();
    pass(LEASE.minusSeconds(1));
    assertThat(mutex.tryLock(Duration.ZERO)).isEmpty();
    pass(Duration.ofSeconds(1));
    assertThat(mutex.tryLock(Duration.ZERO)).isPresent();

    assertThat(mutex.tryLock(Duration.ofHours(1))).isPresent();
  }

  @Test
  void lockThatWasFoundTakenLongAgoIsRespectedAgain() {
    lockElsewhere();
    store.acquireOrRenew(request("a"), soon());
    pass(LEASE.multipliedBy(3));

    assertThat(store.acquireOrRenew(request("a"), soon())).isInstanceOf(HeldByOther.class);
  }

  @Test
  void lockWhoseAnswerWasLostIsGivenBack() {
    AtomicReference<String> losing = new AtomicReference<>("");
    FencedMutex mutex = mutex(losing);
    losing.set("tryLockAndGetFence");
    try {
      mutex.tryLock(Duration.ZERO);
    } catch (IllegalArgumentException lost) {
      assertThat(lock().isLocked()).isTrue();
    }
    assertThat(mutex.hasDanglingLock()).isTrue();
    losing.set("");

    assertThat(mutex.tryLock(Duration.ZERO)).isPresent();
    mutex.unlock();

    assertThat(mutex.hasDanglingLock()).isFalse();
    assertThat(lock().isLocked()).isFalse();
  }

  @Test
  void lockThatIsGrantedLateIsGivenBackToo() {
    AtomicReference<String> losing = new AtomicReference<>("tryLockAndGetFence before");
    FencedMutex mutex = mutex(losing);
    assertThatThrownBy(() -> mutex.tryLock(Duration.ZERO)).hasMessage("lost before");
    losing.set("");
    assertThat(mutex.tryLock(Duration.ZERO)).isPresent();
    lock().lock(); // What was thought lost has arrived.

    mutex.unlock();

    assertThat(lock().isLocked()).isFalse();
    assertThat(mutex.hasDanglingLock()).isFalse();
  }

  @Test
  void lockThatCouldNotBeGivenBackIsGivenBackLater() {
    AtomicReference<String> losing = new AtomicReference<>("");
    FencedMutex mutex = mutex(losing);
    OptionalLong fence = mutex.tryLock(Duration.ZERO);
    losing.set("unlock before");
    mutex.unlock();
    losing.set("");
    assertThat(fence).isPresent();
    assertThat(lock().isLocked()).isTrue();
    assertThat(mutex.hasDanglingLock()).isTrue();

    mutex.reconcile();

    assertThat(lock().isLocked()).isFalse();
    assertThat(mutex.hasDanglingLock()).isFalse();
  }

  @Test
  void lockOfAGroupThatWasMadeAnewHasNothingOfOurs() {
    AtomicReference<String> losing = new AtomicReference<>("");
    AtomicReference<FencedLock> present = new AtomicReference<>(lossy(lock(), losing));
    FencedMutex mutex = new FencedMutex(present::get, LEASE, nanos::get, "test");
    losing.set("tryLockAndGetFence");
    assertThatThrownBy(() -> mutex.tryLock(Duration.ZERO)).hasMessage("lost after");
    FencedLock anew = member.getCPSubsystem().getLock("anew@flagcache");
    AtomicReference<String> refusing = new AtomicReference<>("unlock before");
    present.set(lossy(anew, refusing));

    assertThat(mutex.tryLock(Duration.ZERO)).isPresent();

    assertThat(anew.isLockedByCurrentThread()).isTrue();
    refusing.set("");
    mutex.unlock();
    assertThat(anew.isLocked()).isFalse();
    lock().unlock();
  }

  /** A mutex over the lock, whose answer to one method is lost. */
  private FencedMutex mutex(AtomicReference<String> losing) {
    FencedLock lossy = lossy(lock(), losing);
    return new FencedMutex(() -> lossy, LEASE, nanos::get, "test");
  }

  private FencedLock lossy(FencedLock real, AtomicReference<String> losing) {
    return (FencedLock)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {FencedLock.class},
            (proxy, method, arguments) -> {
              if ((method.getName() + " before").equals(losing.get())) {
                throw new IllegalArgumentException("lost before");
              }
              try {
                Object result = method.invoke(real, arguments);
                if (method.getName().equals(losing.get())) {
                  throw new IllegalArgumentException("lost after");
                }
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
