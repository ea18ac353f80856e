package io.flagcache.core;

import static io.flagcache.core.Fleet.version;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.flagcache.core.memory.InMemoryBackend;
import io.flagcache.core.memory.InMemoryFlagCache;
import io.flagcache.core.store.PayloadFormat;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an unchanged poll costs, counted and not timed: calls of the store, and bytes allocated. */
class PollCostTest {

  private static final int POLLS = 500;

  /** Three times what it is, since compilers differ in what they spare. */
  private static final long MOST_BYTES = 6_000;

  private final InMemoryBackend backend = new InMemoryBackend();
  private final FlagCacheProvider leader =
      InMemoryFlagCache.builder(backend).serviceKey("fleet").build();
  private final FlagCacheSettings settings =
      ((FlagCacheBuilder<?>) InMemoryFlagCache.builder(backend).serviceKey("fleet")).settings();
  private final ScriptedStore store =
      new ScriptedStore(backend.store("fleet"), ScriptedStore.Ages.EXACT, PayloadFormat.FRAMED);
  private final FlagCacheProvider follower =
      new FlagCacheProvider(settings, store, List.of(), System::nanoTime);

  @BeforeEach
  void publish() {
    leader.shouldFetchFlagDefinitions().join();
    leader.onFlagDefinitionsReceived(version(1)).join();
    poll();
    poll();
    store.takeCalls();
  }

  @AfterEach
  void shutDown() {
    leader.shutdown().join();
    follower.shutdown().join();
  }

  private void poll() {
    assertThat(follower.shouldFetchFlagDefinitions().join()).isFalse();
    assertThat(follower.getFlagDefinitions().join()).contains(version(1));
  }

  /** R1. */
  @Test
  void aFollowersPollIsOneCallOfTheStore() {
    poll();
    poll();
    assertThat(store.takeCalls()).containsExactly("acquireOrRenew", "acquireOrRenew");
  }

  /** R3. */
  @Test
  void aLeadersPollIsOneCallOfTheStore() throws Exception {
    leader.shutdown().join();
    assertThat(follower.shouldFetchFlagDefinitions().join()).isTrue();
    store.takeCalls();
    assertThat(follower.shouldFetchFlagDefinitions().join()).isTrue();
    assertThat(store.takeCalls()).containsExactly("acquireOrRenew");
  }

  @Test
  void aReadThatFollowsADecisionIsAnsweredAtOnce() {
    follower.shouldFetchFlagDefinitions().join();
    assertThat(follower.getFlagDefinitions()).isDone();
  }

  @Test
  void aFollowersPollAllocatesLittle() {
    for (int warmUp = 0; warmUp < POLLS; warmUp++) {
      pollUnchecked();
    }
    long before = allocated();
    for (int poll = 0; poll < POLLS; poll++) {
      pollUnchecked();
    }
    long each = (allocated() - before) / POLLS;
    assertThat(each).isLessThan(MOST_BYTES);
  }

  private void pollUnchecked() {
    follower.shouldFetchFlagDefinitions().join();
    follower.getFlagDefinitions().join();
  }

  /** By this thread and those of providers. */
  private static long allocated() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long[] ids =
        Thread.getAllStackTraces().keySet().stream()
            .filter(
                thread ->
                    thread.equals(Thread.currentThread())
                        || thread.getName().startsWith("flagcache-"))
            .mapToLong(Thread::getId)
            .toArray();
    return Arrays.stream(threads.getThreadAllocatedBytes(ids)).filter(bytes -> bytes > 0).sum();
  }
}
