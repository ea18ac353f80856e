package io.flagcache.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.EntryCodec.Decoded;
import io.flagcache.core.EntryCodec.Document;
import io.flagcache.core.EntryCodec.Intact;
import io.flagcache.core.EntryCodec.Unreadable;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.PayloadFormat;
import io.flagcache.core.store.ReadAnswer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntryCodecTest {

  private static final FetchEpoch FETCHED = new FetchEpoch(6, 9);
  private static final int HEADER_BYTES = 40;
  private static final FlagDefinitionCacheData SMALL = Fleet.version(1);
  private static final FlagDefinitionCacheData LARGE =
      FlagDefinitionCacheData.of(
          Map.of("flags", Collections.nCopies(1000, Map.of("key", "checkout", "active", true))));

  private final EntryCodec codec = new EntryCodec(PayloadFormat.FRAMED, 1 << 20);

  private Entry encode(FlagDefinitionCacheData data) {
    Document document = codec.document(data);
    return codec.encode(
        new EntryStamp(7, 3, document.hash()), FETCHED, document, Duration.ofMillis(1234));
  }

  private Unreadable unreadable(Entry original, byte[] payload) {
    Decoded decoded = codec.decode(new Entry(original.stamp(), payload));
    assertThat(decoded).isInstanceOf(Unreadable.class);
    return (Unreadable) decoded;
  }

  @Test
  void aDocumentComesBackWithItsAge() {
    for (FlagDefinitionCacheData data : List.of(SMALL, LARGE)) {
      assertThat(codec.decode(encode(data)))
          .isEqualTo(new Intact(data, FETCHED, Duration.ofMillis(1234)));
    }
  }

  /** What others have stored must be read for ever: these bytes are never changed. */
  @Test
  void frameIsAsItAlwaysWas() {
    byte[] golden =
        HexFormat.of()
            .parseHex(
                "464c47430101002800000000"
                    + "0000000c00000000000004d2"
                    + "0000000000000006"
                    + "0000000000000009"
                    + "7b22666c616773223a5b5d7d");
    FlagDefinitionCacheData data = FlagDefinitionCacheData.of(Map.of("flags", List.of()));
    Entry entry = encode(data);

    assertThat(entry.payload()).isEqualTo(golden);
    assertThat(codec.decode(new Entry(entry.stamp(), golden)))
        .isEqualTo(new Intact(data, FETCHED, Duration.ofMillis(1234)));
  }

  @Test
  void plainJsonIsTheTextAloneAndIsCheckedByItsOwnHash() {
    EntryCodec plain = new EntryCodec(PayloadFormat.JSON, 200);
    Document document = plain.document(SMALL);
    Entry entry =
        plain.encode(
            new EntryStamp(7, 3, document.hash()), FETCHED, document, Duration.ofMillis(1234));

    assertThat(entry.payload()).isEqualTo(FlagDefinitionJson.write(SMALL));
    assertThat(document.hash()).hasSize(40);
    assertThat(plain.decode(entry)).isEqualTo(new Intact(SMALL, FetchEpoch.UNKNOWN, Duration.ZERO));
    Entry altered = new Entry(entry.stamp(), "{\"flags\":[]}".getBytes(StandardCharsets.UTF_8));
    assertThat(((Unreadable) plain.decode(altered)).damaged()).isTrue();
    Entry foreign = new Entry(new EntryStamp(0, 0, ""), new byte[0]);
    assertThat(((Unreadable) plain.decode(foreign)).damaged()).isTrue();
    Entry tooLong = new Entry(entry.stamp(), new byte[201]);
    assertThat(((Unreadable) plain.decode(tooLong)).damaged()).isFalse();
  }

  @Test
  void aDocumentIsCompressedIfThatPays() {
    assertThat(encode(LARGE).payload().length).isLessThan(codec.document(LARGE).json().length / 10);
    assertThat(encode(SMALL).payload().length)
        .isEqualTo(HEADER_BYTES + codec.document(SMALL).json().length);
  }

  @Test
  void theHashIsThatOfTheText() {
    assertThat(codec.document(SMALL).hash())
        .hasSize(64)
        .isEqualTo(codec.document(Fleet.version(1)).hash())
        .isNotEqualTo(codec.document(Fleet.version(2)).hash());
  }

  @Test
  void everyTruncationIsDamage() {
    for (FlagDefinitionCacheData data : List.of(SMALL, LARGE)) {
      Entry entry = encode(data);
      for (int length = 0; length < entry.payload().length; length++) {
        assertThat(unreadable(entry, Arrays.copyOf(entry.payload(), length)).damaged()).isTrue();
      }
    }
  }

  @Test
  void everyChangedByteOfTheContentIsDamage() {
    for (FlagDefinitionCacheData data : List.of(SMALL, LARGE)) {
      Entry entry = encode(data);
      // The ten bytes of the gzip frame's header and trailing bytes do not all carry content.
      for (int at = HEADER_BYTES + 10; at < entry.payload().length; at++) {
        byte[] changed = entry.payload().clone();
        changed[at] ^= 0x55;
        Decoded decoded = codec.decode(new Entry(entry.stamp(), changed));
        if (decoded instanceof Intact intact) {
          assertThat(intact.data()).isEqualTo(data);
        } else {
          assertThat(((Unreadable) decoded).damaged()).isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "null", "\u0000\u0000", "{\"flags\":[]}"})
  void foreignContentIsDamage(String content) {
    assertThat(unreadable(encode(SMALL), content.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(new Unreadable("it is not one of flagcache's", true));
  }

  @Test
  void aDocumentWithoutFlagsIsDamageEvenIfItsHashIsRight() throws Exception {
    byte[] json = "{}".getBytes(StandardCharsets.UTF_8);
    String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(json));
    Entry entry =
        codec.encode(
            new EntryStamp(1, 1, hash),
            FetchEpoch.UNKNOWN,
            new Document(json, hash),
            Duration.ZERO);

    assertThat(codec.decode(entry))
        .isEqualTo(new Unreadable("its content is no document of flag definitions", true));
  }

  @Test
  void aLaterFormatThatThisVersionCanReadIsRead() {
    Entry entry = encode(LARGE);
    byte[] original = entry.payload();
    byte[] later = new byte[original.length + 8];
    System.arraycopy(original, 0, later, 0, HEADER_BYTES);
    System.arraycopy(
        original, HEADER_BYTES, later, HEADER_BYTES + 8, original.length - HEADER_BYTES);
    ByteBuffer.wrap(later)
        .put(4, (byte) 2)
        .put(5, (byte) 1)
        .putShort(6, (short) (HEADER_BYTES + 8));

    assertThat(codec.decode(new Entry(entry.stamp(), later)))
        .isEqualTo(new Intact(LARGE, FETCHED, Duration.ofMillis(1234)));
  }

  @Test
  void aLaterFormatThatItCannotReadIsNoDamage() {
    Entry entry = encode(SMALL);
    byte[] later = entry.payload().clone();
    later[4] = 3;
    later[5] = 2;

    assertThat(unreadable(entry, later))
        .isEqualTo(new Unreadable("it has format version 3 and this worker reads up to 1", false));
  }

  @Test
  void aDocumentAboveTheLimitIsRefusedWithBothNumbers() {
    EntryCodec strict = new EntryCodec(PayloadFormat.FRAMED, 1024);

    assertThatThrownBy(() -> strict.document(LARGE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(codec.document(LARGE).json().length + " bytes")
        .hasMessageContaining("maxDocumentBytes of 1024");
    assertThat(((Unreadable) strict.decode(encode(LARGE))).damaged()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 9",
    "-1, 9",
    "6, 0",
    "6, -1",
    "8, 1",
    "7, 4",
    "4503599627370496, 1",
    "9223372036854775807, 1",
    "6, -9223372036854775808",
  })
  void anImplausibleEpochOfTheFetchCountsAsUnknown(long epoch, long sequence) {
    Entry entry = encode(SMALL);
    byte[] forged = entry.payload().clone();
    ByteBuffer.wrap(forged).putLong(24, epoch).putLong(32, sequence);

    assertThat(codec.decode(new Entry(entry.stamp(), forged)))
        .isEqualTo(new Intact(SMALL, FetchEpoch.UNKNOWN, Duration.ofMillis(1234)));
  }

  @Test
  void aHeaderWithoutTheEpochOfTheFetchIsRead() {
    Entry entry = encode(SMALL);
    byte[] original = entry.payload();
    byte[] shorter = new byte[original.length - 16];
    System.arraycopy(original, 0, shorter, 0, 24);
    System.arraycopy(original, HEADER_BYTES, shorter, 24, original.length - HEADER_BYTES);
    ByteBuffer.wrap(shorter).putShort(6, (short) 24);

    assertThat(codec.decode(new Entry(entry.stamp(), shorter)))
        .isEqualTo(new Intact(SMALL, FetchEpoch.UNKNOWN, Duration.ofMillis(1234)));
  }

  @Test
  void whatWasFetchedUnderThePublishersOwnEpochIsBelieved() {
    Entry entry = encode(SMALL);
    byte[] own = entry.payload().clone();
    ByteBuffer.wrap(own).putLong(24, 7).putLong(32, 3);

    assertThat(codec.decode(new Entry(entry.stamp(), own)))
        .isEqualTo(new Intact(SMALL, new FetchEpoch(7, 3), Duration.ofMillis(1234)));
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE, Long.MIN_VALUE, -1})
  void anImplausibleAgeOverflowsNothing(long millis) {
    Entry entry = encode(SMALL);
    byte[] forged = entry.payload().clone();
    ByteBuffer.wrap(forged).putLong(16, millis);

    assertThat(((Intact) codec.decode(new Entry(entry.stamp(), forged))).ageWhenStored())
        .isBetween(Duration.ZERO, Duration.ofDays(3660));
  }

  @Test
  void aSmallPayloadCannotBlowUp() {
    Entry entry = encode(LARGE);
    byte[] lying = entry.payload().clone();
    ByteBuffer.wrap(lying).putInt(12, 100);

    assertThat(unreadable(entry, lying).reason()).isEqualTo("it is not as long as its header says");
  }

  @Test
  void noFlippedBitDoesMoreThanDamageOneEntry() {
    Entry entry = encode(SMALL);
    for (int bit = 0; bit < entry.payload().length * 8; bit++) {
      byte[] flipped = entry.payload().clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      Decoded decoded = codec.decode(new Entry(entry.stamp(), flipped));
      if (decoded instanceof Intact intact) {
        assertThat(intact.data()).isEqualTo(SMALL);
        assertThat(intact.ageWhenStored()).isBetween(Duration.ZERO, Duration.ofDays(3660));
      }
    }
  }

  @Test
  void aShortPayloadThatWouldTakeMuchMemoryIsRefusedAndLeftToWhoAllowsMore() {
    EntryCodec generous = new EntryCodec(PayloadFormat.FRAMED, Integer.MAX_VALUE);
    FlagDefinitionCacheData many =
        FlagDefinitionCacheData.of(Map.of("flags", Collections.nCopies(100_000, Map.of())));
    Document document = generous.document(many);
    Entry entry =
        generous.encode(new EntryStamp(7, 1, document.hash()), FETCHED, document, Duration.ZERO);
    EntryCodec strict = new EntryCodec(PayloadFormat.FRAMED, document.json().length);

    assertThat(entry.payload().length).isLessThan(document.json().length / 100);
    assertThat(((Unreadable) strict.decode(entry)).reason()).contains("names and values");
    assertThat(((Unreadable) strict.decode(entry)).damaged()).isFalse();
    assertThat(((Intact) generous.decode(entry)).data()).isEqualTo(many);
  }

  @Test
  void aPayloadThatIsTooLongIsDamagedUnlessItsHeaderSaysSo() {
    Entry entry = encode(LARGE);
    EntryCodec strict = new EntryCodec(PayloadFormat.FRAMED, 1024);

    assertThat(judged(codec, entry).damaged()).isTrue();
    assertThat(judged(strict, entry).damaged()).isFalse();
    assertThat(judged(new EntryCodec(PayloadFormat.JSON, 1024), entry).damaged()).isFalse();
  }

  private static Unreadable judged(EntryCodec codec, Entry entry) {
    byte[] start = Arrays.copyOf(entry.payload(), ReadAnswer.TooLong.START_BYTES);
    return codec.judge(new ReadAnswer.TooLong(entry.stamp(), 1L << 40, start));
  }
}
