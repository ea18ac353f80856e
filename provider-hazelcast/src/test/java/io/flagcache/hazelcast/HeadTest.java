package io.flagcache.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.core.EntryStamp;
import io.flagcache.core.LeaseRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadTest {

  private static final Duration TTL = Duration.ofHours(24);
  private static final LeaseRequest REQUEST =
      new LeaseRequest("123-owner", Duration.ofSeconds(90), TTL, 4);
  private static final Head LED =
      Head.of(null)
          .leasedTo(REQUEST, 7)
          .withEntry(
              new Head.Stored(new EntryStamp(7, 2, "abc"), "generation", TTL, OptionalLong.of(48)));

  @Test
  void textSaysEverything() {
    Head read = Head.of(LED.text());

    assertThat(read.text()).isEqualTo(LED.text());
    assertThat(read.sign()).isEqualTo(LED.sign());
    assertThat(read.isLedBy("123-owner", 7)).isTrue();
    assertThat(read.lease()).isEqualTo(Duration.ofSeconds(90));
    assertThat(read.entry()).isEqualTo(LED.entry());
    assertThat(read.stored()).isEqualTo(LED.text());
  }

  @Test
  void lengthMayBeMissingAndOutlivesARenewal() {
    Head older = Head.of(LED.text().replace(" entryBytes=48", ""));

    assertThat(older.entry().orElseThrow().bytes()).isEmpty();
    assertThat(older.text()).doesNotContain("entryBytes");
    assertThat(LED.leasedTo(REQUEST, 7).entry().orElseThrow().bytes()).hasValue(48);
  }

  @Test
  void eachPollAndPublicationIsSeen() {
    assertThat(LED.leasedTo(REQUEST, 7).sign()).isNotEqualTo(LED.sign());
    assertThat(LED.withEntry(LED.entry().orElseThrow()).sign()).isNotEqualTo(LED.sign());
    assertThat(LED.withoutOwner().sign()).isNotEqualTo(LED.sign());
    assertThat(LED.withoutOwner().epoch()).isEqualTo(7);
    assertThat(LED.withoutOwner().stamp()).isEqualTo(LED.stamp());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "leader",
        "=",
        "leader= entry= epoch=-3",
        "epoch=99999999999999999999 beat=many leaseMillis=x entryTtlMillis="
      })
  void damageCountsAsAbsent(String text) {
    Head head = Head.of(text);

    assertThat(head.owner()).isEmpty();
    assertThat(head.entry()).isEmpty();
    assertThat(head.epoch()).isZero();
    assertThat(head.beat()).isZero();
    assertThat(head.stored()).isEqualTo(text);
  }

  @Test
  void whatIsNoTextIsDamageToo() {
    assertThat(Head.of(42).owner()).isEmpty();
    assertThat(Head.of(42).stored()).isEqualTo(42);
    assertThat(Head.of(null).stored()).isNull();
  }

  @Test
  void newEpochIsAboveAllThatIsKnown() {
    assertThat(LED.nextEpoch(4, 0)).isEqualTo(8);
    assertThat(LED.nextEpoch(20, 0)).isEqualTo(21);
    assertThat(LED.nextEpoch(4, 8)).isEqualTo(8);
    assertThat(LED.nextEpoch(4, 500)).isEqualTo(500);
    assertThat(LED.nextEpoch(20, 3)).isEqualTo(21);
    Head older = Head.of("epoch=2 entry=g entryEpoch=9");
    assertThat(older.nextEpoch(0, 0)).isEqualTo(10);
    Head absurd = Head.of("epoch=" + Long.MAX_VALUE + " entry=g entryEpoch=" + Long.MAX_VALUE);
    assertThat(absurd.nextEpoch(5, 0)).isEqualTo(6);
    assertThat(Head.of(null).nextEpoch(0, 0)).isEqualTo(1);
  }

  @Test
  void entryIsReplacedWithItsGeneration() {
    assertThat(LED.names("generation")).isTrue();
    assertThat(LED.names("other")).isFalse();
    assertThat(LED.withoutEntry().entry()).isEqualTo(Optional.empty());
  }
}
