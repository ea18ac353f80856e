package io.flagcache.core;

import static io.flagcache.core.Fleet.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.FlagDefinitionCacheProviders;
import io.flagcache.core.memory.InMemoryBackend;
import io.flagcache.core.memory.InMemoryFlagCache;
import io.flagcache.core.store.PayloadFormat;
import io.flagcache.core.store.StoreStatus;
import io.flagcache.core.store.StoreStatus.LeaseStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlagCacheProviderTest {

  private final InMemoryBackend backend = new InMemoryBackend();
  private final List<FlagDefinitionCacheProvider> opened = new ArrayList<>();

  private InMemoryFlagCache.Builder builder() {
    return InMemoryFlagCache.builder(backend)
        .pollInterval(Duration.ofMillis(200))
        .lease(Duration.ofMinutes(5))
        .decisionDeadline(Duration.ofSeconds(9))
        .transferDeadline(Duration.ofSeconds(9));
  }

  private FlagCacheProvider open(InMemoryFlagCache.Builder builder) {
    FlagCacheProvider provider = builder.build();
    opened.add(provider);
    return provider;
  }

  @AfterEach
  void shutDown() {
    backend.restore();
    opened.forEach(provider -> done(provider.shutdown()));
  }

  private static <T> T done(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  private static void fails(CompletionStage<?> stage, Class<? extends Throwable> cause) {
    assertThatThrownBy(() -> stage.toCompletableFuture().get(60, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(cause);
  }

  @Test
  void aFollowersReadWaitsForTheFirstPublishAndOtherCallsRunMeanwhile() {
    FlagCacheProvider leader = open(builder());
    FlagCacheProvider follower = open(builder());
    assertThat(done(leader.shouldFetchFlagDefinitions())).isTrue();
    assertThat(done(follower.shouldFetchFlagDefinitions())).isFalse();

    CompletableFuture<Optional<FlagDefinitionCacheData>> read = follower.getFlagDefinitions();
    assertThat(done(follower.shouldFetchFlagDefinitions())).isFalse();
    assertThat(read).isNotDone();
    done(leader.onFlagDefinitionsReceived(version(1)));

    assertThat(done(read)).contains(version(1));
  }

  @Test
  void aWaitForTheFirstPublishEndsEmptyWithinTheDeadline() {
    FlagCacheProvider leader = open(builder());
    FlagCacheProvider follower = open(builder().transferDeadline(Duration.ofMillis(400)));
    done(leader.shouldFetchFlagDefinitions());
    done(follower.shouldFetchFlagDefinitions());

    assertThat(done(follower.getFlagDefinitions())).isEmpty();
  }

  @Test
  void aWaitForTheFirstPublishEndsEmptyThoughTheLastReadTakesTooLong() {
    open(builder());
    CompletableFuture<Optional<FlagDefinitionCacheData>> seen = new CompletableFuture<>();
    AtomicInteger reads = new AtomicInteger();
    FlagCacheListener stalling =
        new FlagCacheListener() {
          @Override
          public void on(FlagCacheEvent event) {}

          @Override
          public void onStoreCall(StoreCall call) {
            if (call.operation() == StoreOperation.READ && reads.incrementAndGet() == 2) {
              seen.join();
            }
          }
        };
    FlagCacheProvider reader =
        open(
            builder().role(Role.READER).transferDeadline(Duration.ofSeconds(1)).listener(stalling));

    CompletableFuture<Optional<FlagDefinitionCacheData>> read = reader.getFlagDefinitions();
    read.whenComplete((data, failure) -> seen.complete(Optional.empty()));

    assertThat(done(read)).isEmpty();
    assertThat(reads).hasValueGreaterThanOrEqualTo(2);
  }

  @Test
  void aWaitForTheFirstPublishEndsWithTheShutdown() {
    FlagCacheProvider leader = open(builder());
    FlagCacheProvider follower = open(builder());
    done(leader.shouldFetchFlagDefinitions());
    done(follower.shouldFetchFlagDefinitions());
    CompletableFuture<Optional<FlagDefinitionCacheData>> read = follower.getFlagDefinitions();

    done(follower.shutdown());

    assertThat(done(read)).isEmpty();
  }

  @Test
  void theLeaderPublishesAgainRightAfterTheDecisionThatFoundTheCacheEmpty() {
    FlagCacheProvider leader = open(builder());
    done(leader.shouldFetchFlagDefinitions());
    done(leader.onFlagDefinitionsReceived(version(1)));
    backend.wipe();

    assertThat(done(leader.shouldFetchFlagDefinitions())).isTrue();

    FlagCacheProvider reader = open(builder().role(Role.READER));
    await().untilAsserted(() -> assertThat(done(reader.getFlagDefinitions())).contains(version(1)));
  }

  @Test
  void aHangingBackendFailsTheStageWithinItsDeadlineAndRecovers() {
    FlagCacheProvider provider = open(builder().decisionDeadline(Duration.ofSeconds(2)));
    backend.hang();
    fails(provider.shouldFetchFlagDefinitions(), TimeoutException.class);

    backend.restore();

    assertThat(done(provider.shouldFetchFlagDefinitions())).isTrue();
  }

  @Test
  void withHoldAHangingBackendChangesNothingForAWorkerThatKnowsTheDefinitions() {
    FlagCacheProvider leader = open(builder());
    done(leader.shouldFetchFlagDefinitions());
    done(leader.onFlagDefinitionsReceived(version(1)));
    FlagCacheProvider follower =
        open(
            builder()
                .outagePolicy(OutagePolicy.HOLD)
                .decisionDeadline(Duration.ofSeconds(2))
                .transferDeadline(Duration.ofSeconds(2)));
    done(follower.shouldFetchFlagDefinitions());
    done(follower.getFlagDefinitions());
    backend.hang();

    assertThat(done(follower.shouldFetchFlagDefinitions())).isFalse();
    assertThat(done(follower.getFlagDefinitions())).contains(version(1));
  }

  @Test
  void withHoldAStoreThatMissesItsDeadlineChangesNothingEither() {
    FlagCacheProvider leader = open(builder());
    done(leader.shouldFetchFlagDefinitions());
    done(leader.onFlagDefinitionsReceived(version(1)));
    CountDownLatch end = new CountDownLatch(1);
    FlagCacheSettings settings =
        ((FlagCacheBuilder<?>) builder())
            .outagePolicy(OutagePolicy.HOLD)
            .decisionDeadline(Duration.ofSeconds(1))
            .transferDeadline(Duration.ofSeconds(1))
            .settings();
    ScriptedStore store =
        new ScriptedStore(
            backend.store(settings.serviceKey()), ScriptedStore.Ages.EXACT, PayloadFormat.FRAMED);
    FlagCacheProvider follower =
        new FlagCacheProvider(settings, store, List.of(), System::nanoTime);
    opened.add(follower);
    assertThat(done(follower.shouldFetchFlagDefinitions())).isFalse();
    assertThat(done(follower.getFlagDefinitions())).contains(version(1));
    store.onSlowness(() -> awaitUninterruptibly(end));
    store.next(ScriptedStore.Fault.QUESTION_LATE);

    assertThat(done(follower.shouldFetchFlagDefinitions())).isFalse();
    assertThat(done(follower.getFlagDefinitions())).contains(version(1));
    end.countDown();
  }

  private static void awaitUninterruptibly(CountDownLatch end) {
    while (end.getCount() > 0) {
      try {
        end.await();
      } catch (InterruptedException e) {
        // As a driver that does not care.
      }
    }
  }

  @Test
  void afterTheShutdownNothingIsAskedNothingIsWrittenAndNothingFails() {
    FlagCacheProvider provider = open(builder());
    done(provider.shutdown());
    done(provider.shutdown());

    assertThat(done(provider.shouldFetchFlagDefinitions())).isFalse();
    assertThat(done(provider.getFlagDefinitions())).isEmpty();
    done(provider.onFlagDefinitionsReceived(version(1)));
    FlagCacheProvider other = open(builder());
    assertThat(done(other.shouldFetchFlagDefinitions())).isTrue();
    assertThat(done(other.getFlagDefinitions())).isEmpty();
  }

  @Test
  void aListenerThatThrowsChangesNothing() {
    List<FlagCacheEvent> heard = new ArrayList<>();
    FlagCacheProvider provider =
        open(
            builder()
                .listener(
                    event -> {
                      throw new IllegalStateException("a listener's own failure");
                    })
                .listener(heard::add));

    assertThat(done(provider.shouldFetchFlagDefinitions())).isTrue();
    assertThat(heard).containsExactly(new FlagCacheEvent.BecameLeader(1));
  }

  @Test
  void aListenerThatWasAddedHearsWhatHappensFromThenOn() {
    List<FlagCacheEvent> heard = new ArrayList<>();
    FlagCacheProvider provider = FlagCacheProvider.open("memory:listened-to?pollInterval=1s");
    opened.add(provider);

    provider.addListener(heard::add);

    assertThat(done(provider.shouldFetchFlagDefinitions())).isTrue();
    assertThat(heard).containsExactly(new FlagCacheEvent.BecameLeader(1));
  }

  @Test
  void providersOfOneNameShareABackend() {
    String url = "memory:shared-by-name?serviceKey=fleet&pollInterval=1s";
    FlagDefinitionCacheProvider leader = FlagDefinitionCacheProviders.create(url);
    FlagDefinitionCacheProvider follower = FlagDefinitionCacheProviders.create(url);
    opened.add(leader);
    opened.add(follower);

    assertThat(done(leader.shouldFetchFlagDefinitions())).isTrue();
    done(leader.onFlagDefinitionsReceived(version(1)));
    assertThat(done(follower.shouldFetchFlagDefinitions())).isFalse();
    assertThat(done(follower.getFlagDefinitions())).contains(version(1));
    assertThat(leader).hasToString("flagcache fleet on memory");
  }

  @Test
  void aWrongUrlIsRefusedByName() {
    assertThatThrownBy(() -> FlagDefinitionCacheProviders.create("memory:x?pollInterwal=1s"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'pollInterwal'");
    assertThatThrownBy(() -> FlagDefinitionCacheProviders.create("memory:x?pollInterval=-1s"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("pollInterval is PT-1S");
    assertThatThrownBy(
            () -> FlagDefinitionCacheProviders.create("memory:x?pollInterval=30s&lease=30s"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lease is PT30S");
    assertThatThrownBy(() -> FlagDefinitionCacheProviders.create("memory:a b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("memory:NAME");
  }

  @Test
  void inspectionTellsWhoLeadsAndWhatIsStoredAndTakesNoPart() {
    FlagCacheProvider operator = open(builder());
    assertThat(done(operator.inspect()))
        .isEqualTo(new StoreStatus(Optional.empty(), Optional.empty()));
    FlagCacheProvider leader = open(builder());
    done(leader.shouldFetchFlagDefinitions());
    done(leader.onFlagDefinitionsReceived(version(1)));

    StoreStatus status = done(operator.inspect());

    assertThat(status.lease().orElseThrow().owner())
        .startsWith(ProcessHandle.current().pid() + "-");
    assertThat(status.lease().orElseThrow().left().orElseThrow())
        .isPositive()
        .isLessThanOrEqualTo(leader.settings().lease());
    assertThat(status.entry().orElseThrow().stamp().epoch())
        .isEqualTo(status.lease().orElseThrow().epoch().orElseThrow());
  }

  @Test
  void revokedLeaderIsRefusedAndAnotherMayLead() {
    List<FlagCacheEvent> events = new CopyOnWriteArrayList<>();
    FlagCacheProvider stuck = open(builder().listener(events::add));
    done(stuck.shouldFetchFlagDefinitions());
    FlagCacheProvider operator = open(builder());
    LeaseStatus lease = done(operator.inspect()).lease().orElseThrow();

    assertThat(done(operator.revoke(lease))).isTrue();
    done(stuck.onFlagDefinitionsReceived(version(1)));

    assertThat(done(operator.inspect()))
        .isEqualTo(new StoreStatus(Optional.empty(), Optional.empty()));
    assertThat(events).anyMatch(FlagCacheEvent.PublishRefused.class::isInstance);
    FlagCacheProvider next = open(builder());
    assertThat(done(next.shouldFetchFlagDefinitions())).isTrue();
    assertThat(done(operator.revoke(lease))).isFalse();
    assertThat(done(stuck.shouldFetchFlagDefinitions())).isFalse();
  }

  @Test
  void readerRevokesNothingAndNobodyInspectsAfterTheShutdown() {
    FlagCacheProvider leader = open(builder());
    done(leader.shouldFetchFlagDefinitions());
    FlagCacheProvider reader = open(builder().role(Role.READER));
    LeaseStatus lease = done(reader.inspect()).lease().orElseThrow();

    fails(reader.revoke(lease), IllegalStateException.class);
    assertThat(done(leader.inspect()).lease()).isPresent();
    done(leader.shutdown());
    fails(leader.inspect(), CancellationException.class);
  }
}
