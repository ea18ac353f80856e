package io.flagcache.core;

import static io.flagcache.core.Fleet.LEASE;
import static io.flagcache.core.Fleet.POLL;
import static io.flagcache.core.Fleet.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagcache.core.FlagCacheEvent.PublishRefused;
import io.flagcache.core.FlagCacheEvent.Republished;
import io.flagcache.core.Fleet.Worker;
import io.flagcache.core.ScriptedStore.Ages;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of a document that the store refused, since its worker had been superseded. */
class SupersededLeaderTest {

  static Stream<Named<Ages>> stores() {
    return Stream.of(
        Named.of("with ages", Ages.EXACT),
        Named.of("without ages", Ages.NONE),
        Named.of("with ages in minutes", Ages.inStepsOf(Duration.ofMinutes(1))));
  }

  /** A is stopped with version 2 in its hands; B leads meanwhile. */
  private static final class Succession {
    final Fleet fleet;
    final Worker a;
    final Worker b;

    Succession(Ages ages) throws Exception {
      fleet = new Fleet(ages);
      a = fleet.leaderOf(1);
      b = fleet.settledWorker();
      fleet.clock.advance(POLL);
      a.shouldFetch();
      fleet.clock.advance(LEASE);
      b.shouldFetch();
    }

    void refuseVersion2() throws Exception {
      a.received(2);
      assertThat(a.takeEvents()).hasAtLeastOneElementOfType(PublishRefused.class);
    }
  }

  @ParameterizedTest
  @MethodSource("stores")
  void aRefusedDocumentIsNotServedInPlaceOfALaterLeaders(Ages ages) throws Exception {
    Succession fleet = new Succession(ages);
    fleet.b.received(3);

    fleet.refuseVersion2();

    assertThat(fleet.a.get()).contains(version(3));
    assertThat(fleet.a.poll()).contains(version(3));
  }

  @ParameterizedTest
  @MethodSource("stores")
  void aRefusedDocumentIsNeverPublishedOverALaterLeaders(Ages ages) throws Exception {
    Succession fleet = new Succession(ages);
    fleet.b.received(3);
    fleet.refuseVersion2();
    Worker reader = fleet.fleet.worker(builder -> builder.role(Role.READER));
    assertThat(reader.get()).contains(version(3));
    fleet.fleet.clock.advance(LEASE);

    assertThat(fleet.a.shouldFetch()).isTrue();

    assertThat(fleet.a.takeEvents()).doesNotHaveAnyElementsOfTypes(Republished.class);
    assertThat(reader.get()).contains(version(3));
  }

  @ParameterizedTest
  @MethodSource("stores")
  void aRefusedDocumentIsPublishedWhenItsWorkerLeadsAgainOverAnOlderOne(Ages ages)
      throws Exception {
    Succession fleet = new Succession(ages);
    fleet.refuseVersion2();
    fleet.b.close();

    assertThat(fleet.a.shouldFetch()).isTrue();

    assertThat(fleet.fleet.settledWorker().get()).contains(version(2));
  }

  @ParameterizedTest
  @MethodSource("stores")
  void itIsPublishedHoweverLateItsWorkerLeadsAgain(Ages ages) throws Exception {
    Succession fleet = new Succession(ages);
    fleet.refuseVersion2();
    for (int poll = 0; poll < 100; poll++) {
      fleet.b.shouldFetch();
      fleet.a.poll();
      fleet.fleet.clock.advance(POLL);
    }
    assertThat(fleet.a.poll()).contains(version(1));
    fleet.b.close();

    assertThat(fleet.a.shouldFetch()).isTrue();

    assertThat(fleet.fleet.settledWorker().get()).contains(version(2));
    assertThat(fleet.a.get()).contains(version(2));
  }

  @Test
  void whatMayOrMayNotBeNewerIsServedForAWhileAndNotPublished() throws Exception {
    Fleet fleet = new Fleet(Ages.NONE);
    Worker leader = fleet.leaderOf(1);
    Worker reader = fleet.settledWorker();
    fleet.backend.cut();
    Worker newcomer = fleet.worker();
    assertThatThrownBy(newcomer::shouldFetch).hasMessageContaining("down");
    assertThatThrownBy(() -> newcomer.received(2)).hasMessageContaining("down");
    fleet.backend.restore();
    leader.shouldFetch();
    leader.received(3);
    assertThat(reader.poll()).contains(version(3));
    assertThat(newcomer.poll()).contains(version(2));
    leader.close();

    assertThat(newcomer.shouldFetch()).isTrue();

    assertThat(reader.get()).contains(version(3));
    fleet.clock.advance(LEASE.multipliedBy(2).plus(POLL.multipliedBy(3)));
    assertThat(newcomer.get()).contains(version(3));
  }
}
