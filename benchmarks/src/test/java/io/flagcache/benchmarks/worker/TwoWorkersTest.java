package io.flagcache.benchmarks.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flagcache.benchmarks.backend.Backend;
import io.flagcache.testservers.Lazy;
import io.flagcache.testservers.RedisServer;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Who is measured does what is measured; the other servers are left to the benchmarks themselves.
 */
class TwoWorkersTest {

  private static final Lazy<RedisServer> REDIS = new Lazy<>(RedisServer::start);

  static Stream<Arguments> contenders() {
    return Stream.of(Backend.H2, Backend.REDIS)
        .flatMap(
            backend ->
                Stream.of(Contender.values())
                    .filter(contender -> contender.runsOn(backend))
                    .map(contender -> Arguments.of(backend, contender)));
  }

  @ParameterizedTest
  @MethodSource("contenders")
  void doEverythingAgainAndAgain(Backend backend, Contender contender) throws Exception {
    try (TwoWorkers workers = TwoWorkers.open(backend, contender, 10_000, address(backend))) {
      for (Operation operation : contender.operations()) {
        for (int i = 0; i < 3; i++) {
          assertThat(workers.run(operation)).as("%s", operation).isNotNull();
        }
      }
    }
  }

  static Stream<Arguments> thoseWhoReadDocuments() {
    return Stream.of(Backend.H2, Backend.REDIS)
        .flatMap(
            backend ->
                Stream.of(Contender.FLAGCACHE, Contender.EXAMPLE)
                    .map(contender -> Arguments.of(backend, contender)));
  }

  @ParameterizedTest
  @MethodSource("thoseWhoReadDocuments")
  void followersReadWhatWasPublished(Backend backend, Contender contender) throws Exception {
    try (TwoWorkers workers = TwoWorkers.open(backend, contender, 10_000, address(backend))) {
      for (int i = 0; i < 2; i++) {
        SampleDocument published = (SampleDocument) workers.publication();
        Object expected = contender == Contender.FLAGCACHE ? published.data() : published.map();
        assertThat(workers.followerPoll()).isEqualTo(expected);
        assertThat(workers.firstRead()).isEqualTo(expected);
      }
    }
  }

  private static String address(Backend backend) {
    if (backend == Backend.H2) {
      return "jdbc:h2:mem:" + UUID.randomUUID();
    }
    assumeTrue(RedisServer.isAvailable(), "There is no Redis for this platform");
    return REDIS.get().url();
  }
}
