package io.flagcache.hazelcast;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.testservers.HazelcastCluster;
import io.flagcache.testservers.Workers;
import java.io.Closeable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.awaitility.Awaitility;

/** A worker as tests look at it: its questions, reads and publications, awaited. */
final class TestWorker implements Closeable {

  static final Duration POLL = Duration.ofMillis(300);
  static final Duration LEASE = Duration.ofMillis(1500);

  private final FlagDefinitionCacheProvider provider;

  /** One that is not tested for its deadlines. */
  TestWorker(HazelcastFlagCacheBuilder builder) {
    this(builder, TestClusters.PATIENT);
  }

  TestWorker(HazelcastFlagCacheBuilder builder, Duration decisionDeadline) {
    this(builder, decisionDeadline, TestClusters.PATIENT);
  }

  TestWorker(
      HazelcastFlagCacheBuilder builder, Duration decisionDeadline, Duration transferDeadline) {
    this.provider =
        builder
            .pollInterval(POLL)
            .lease(LEASE)
            .decisionDeadline(decisionDeadline)
            .transferDeadline(transferDeadline)
            .build();
  }

  static FlagDefinitionCacheData document(String name) {
    return FlagDefinitionCacheData.of(
        Map.of("flags", List.of(Map.of("key", name)), "cohorts", Map.of()));
  }

  boolean asks() {
    return provider.shouldFetchFlagDefinitions().toCompletableFuture().join();
  }

  /** Whether it is elected; a failure counts as no. */
  boolean leads() {
    try {
      return asks();
    } catch (CompletionException e) {
      return false;
    }
  }

  Optional<FlagDefinitionCacheData> reads() {
    return provider.getFlagDefinitions().toCompletableFuture().join();
  }

  void receives(String name) {
    Workers.patiently(() -> provider.onFlagDefinitionsReceived(document(name)));
  }

  /** Within its deadline or not. */
  void triesToReceive(String name) {
    provider
        .onFlagDefinitionsReceived(document(name))
        .toCompletableFuture()
        .handle((done, failure) -> true)
        .join();
  }

  /** Polls until it leads. */
  TestWorker awaitLead() {
    Awaitility.await("the lead of " + provider)
        .atMost(HazelcastCluster.PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(POLL)
        .until(this::leads);
    return this;
  }

  /** Polls, as a follower, until it reads a document. */
  void awaitReads(String name) {
    Awaitility.await(name)
        .atMost(HazelcastCluster.PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(POLL)
        .ignoreExceptions()
        .until(() -> reads().equals(Optional.of(document(name))));
  }

  /** Polls until another worker reads a document. */
  void leadsUntilReadBy(TestWorker reader, String name) {
    Awaitility.await(name)
        .atMost(HazelcastCluster.PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(POLL)
        .ignoreExceptions()
        .until(
            () -> {
              awaitLead();
              return reader.reads().equals(Optional.of(document(name)));
            });
  }

  @Override
  public void close() {
    Workers.shutDown(provider);
  }

  @Override
  public String toString() {
    return provider.toString();
  }
}
