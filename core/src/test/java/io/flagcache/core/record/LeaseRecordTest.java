package io.flagcache.core.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.core.record.LeaseRecord.StoredEntry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.EpochRule;
import io.flagcache.core.store.LeaseRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseRecordTest {

  private static final Duration TTL = Duration.ofHours(24);
  private static final LeaseRequest REQUEST =
      new LeaseRequest("123-owner", Duration.ofSeconds(90), TTL, 4);
  private static final OptionalLong NOW = OptionalLong.of(1_800_000_000_000L);
  private static final LeaseRecord LED =
      LeaseRecord.NONE
          .leasedTo(REQUEST, 7, NOW)
          .withEntry(
              new StoredEntry(
                  new EntryStamp(7, 2, "abc"),
                  "generation-1",
                  OptionalLong.of(48),
                  NOW,
                  OptionalLong.empty()),
              TTL,
              NOW);

  /** What others have stored must be read for ever: this text is never changed. */
  private static final String GOLDEN =
      """
      owner=123-owner
      epoch=7
      heartbeat=2
      leaseMillis=90000
      entryTtlMillis=86400000
      renewedAt=1800000000000
      entryGeneration=generation-1
      entryEpoch=7
      entrySequence=2
      entryHash=abc
      entryBytes=48
      entryPublishedAt=1800000000000
      """;

  @Test
  void textIsAsItAlwaysWas() {
    assertThat(LED.text()).isEqualTo(GOLDEN);
    assertThat(LeaseRecord.parse(GOLDEN)).isEqualTo(LED);
  }

  @Test
  void everythingIsReadAsItWasWritten() {
    for (LeaseRecord each :
        new LeaseRecord[] {
          LeaseRecord.NONE,
          LED,
          LED.released(),
          LED.revoked("revocation-1"),
          LED.withoutEntry(),
          LED.withEpoch(9),
          LED.withPayloadKeptUntil(NOW)
        }) {
      assertThat(LeaseRecord.parse(each.text())).isEqualTo(each);
      assertThat(LeaseRecord.of(each.fields())).isEqualTo(each);
      assertThat(LeaseRecord.FIELDS).containsAll(each.fields().keySet());
    }
  }

  @Test
  void fieldsOfTextAreTold() {
    Map<String, String> others = new HashMap<>(LED.withPayloadKeptUntil(NOW).fields());
    others.keySet().removeAll(LeaseRecord.TEXT_FIELDS);
    assertThat(others.values()).allMatch(value -> value.matches("\\d+"));
    assertThat(others).hasSize(LeaseRecord.FIELDS.size() - LeaseRecord.TEXT_FIELDS.size());
  }

  @Test
  void fieldsOfLaterVersionsAreIgnored() {
    assertThat(LeaseRecord.parse(GOLDEN + "colour=blue\n")).isEqualTo(LED);
  }

  @Test
  void eachPollAndPublicationIsAHeartbeat() {
    assertThat(LED.leasedTo(REQUEST, 7, NOW).heartbeat()).isEqualTo(3);
    assertThat(LED.withEntry(LED.entry().orElseThrow(), TTL, NOW).heartbeat()).isEqualTo(3);
    assertThat(LED.released().heartbeat()).isEqualTo(3);
    assertThat(LED.withoutEntry().heartbeat()).isEqualTo(2);
    assertThat(LED.released().epoch()).isEqualTo(7);
    assertThat(LED.revoked("r").revocation()).contains("r");
    assertThat(LED.revoked("r").leasedTo(REQUEST, 8, NOW).revocation()).isEmpty();
    assertThat(LED.released().stamp()).isEqualTo(LED.stamp());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "owner",
        "=",
        "owner=\nentryGeneration=\nepoch=-3",
        "epoch=99999999999999999999\nheartbeat=many\nleaseMillis=x\nentryTtlMillis=",
        "epoch=+7\nheartbeat=0x7\nleaseMillis=7.0\nentryTtlMillis=7e3",
        "epoch=9007199254740993\nheartbeat=9223372036854775807\nleaseMillis=9223372036854775807\n"
            + "entryTtlMillis=9223372036854775807",
        "entryGeneration=../../etc/passwd",
        "entryGeneration=a b"
      })
  void damageCountsAsAbsent(String text) {
    assertThat(LeaseRecord.parse(text)).isEqualTo(LeaseRecord.NONE);
  }

  @Test
  void textThatNoWorkerWritesIsDamage() {
    String long256 = "o".repeat(256);
    assertThat(LeaseRecord.parse("owner=" + long256).owner()).contains(long256);
    assertThat(LeaseRecord.parse("owner=o" + long256).owner()).isEmpty();
    assertThat(LeaseRecord.parse("entryGeneration=" + "g".repeat(100)).entry()).isPresent();
    assertThat(LeaseRecord.parse("entryGeneration=" + "g".repeat(101)).entry()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"315360000000, 315360000000", "315360000001, 0"})
  void leaseThatWouldNeverEndIsOver(String stored, long read) {
    assertThat(LeaseRecord.parse("leaseMillis=" + stored).lease().toMillis()).isEqualTo(read);
    assertThat(LeaseRecord.parse("entryTtlMillis=" + stored).entryTtl().toMillis()).isEqualTo(read);
  }

  @Test
  void epochsThatNoFleetReachesAreAbsent() {
    long highest = EpochRule.MAX_PLAUSIBLE_EPOCH - 1;
    assertThat(LeaseRecord.parse("epoch=" + highest).epoch()).isEqualTo(highest);
    assertThat(LeaseRecord.parse("epoch=" + (highest + 1)).epoch()).isZero();
  }

  @Test
  void damagedEntryIsHandedOnForTheEngineToJudge() {
    LeaseRecord record = LeaseRecord.parse("entryGeneration=g\nentryEpoch=many\nentryBytes=-4");

    StoredEntry entry = record.entry().orElseThrow();
    assertThat(entry.stamp()).isEqualTo(new EntryStamp(0, 0, ""));
    assertThat(entry.bytes()).isEmpty();
    assertThat(record.names("g")).isTrue();
    assertThat(record.names("other")).isFalse();
    assertThat(record.withoutEntry().entry()).isEqualTo(Optional.empty());
  }

  @Test
  void whatATerminalWouldObeyIsNoName() {
    for (String owner : List.of("a\u001b[2J", "a\u202eb", "a\u2028b", "a\u0000")) {
      assertThat(LeaseRecord.of(Map.of("owner", owner)).owner()).as(owner).isEmpty();
    }
    assertThat(LeaseRecord.parse("owner=\u00fc \ud83d\ude00").owner()).isPresent();
  }

  @Test
  void textThatIsLongerThanAnyRecordIsDamage() {
    String longest = GOLDEN + "#".repeat(LeaseRecord.LONGEST - GOLDEN.length());

    assertThat(LeaseRecord.parse(longest)).isEqualTo(LED);
    assertThat(LeaseRecord.parse(longest + "#")).isEqualTo(LeaseRecord.NONE);
  }

  @Test
  void damageIsNamed() {
    assertThat(VersionedRecord.parse(GOLDEN, 1).damage()).isEmpty();
    assertThat(VersionedRecord.parse("", 1).damage()).isEmpty();
    assertThat(VersionedRecord.parse("epoch=0\nrenewedAt=0\n", 1).damage()).isEmpty();
    assertThat(VersionedRecord.parse("hello", 1).damage()).containsExactly("all of it");
    assertThat(
            VersionedRecord.parse(
                    GOLDEN
                        .replace("epoch=7", "epoch=-7")
                        .replace("entryBytes=48", "entryBytes=many"),
                    1)
                .damage())
        .containsExactlyInAnyOrder("epoch", "entryBytes");
  }
}
