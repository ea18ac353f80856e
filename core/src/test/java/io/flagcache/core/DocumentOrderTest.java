package io.flagcache.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.core.store.EntryStamp;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A document is written as the epoch and sequence of its fetch, those of its publication, and when
 * it was received: {@code 3.1 4.1 @100}. {@code ?} is an unknown fetch, {@code -} one that is not
 * stored, {@code <100} means then or earlier, and {@code @100-30} from 70 to 100.
 */
class DocumentOrderTest {

  @ParameterizedTest
  @CsvSource({
    // The leadership of the fetch decides, whatever the ages are.
    "2.1 -   @100,  1.1 1.1 @200,  NEWER",
    "2.1 -   @100,  1.9 1.9 @200,  NEWER",
    "1.2 -   @200,  2.1 2.1 @100,  OLDER",
    "1.2 -   @100,  1.1 1.1 @200,  NEWER",
    "1.1 1.1 @200,  1.2 1.2 @100,  OLDER",
    "1.2 -   @200,  2.1 2.1 <100,  OLDER",
    "2.1 2.1 <100,  1.1 1.1 <200,  NEWER",
    // A later publication makes no document newer.
    "2.1 2.1 <100,  1.1 3.1 <200,  NEWER",
    "1.2 -   @100,  1.1 3.1 @200,  NEWER",
    "1.1 3.1 @100,  2.1 4.1 <100,  OLDER",
    // What was published earlier than what was known is back: epochs were set back.
    "5.3 5.3 @100,  1.1 1.1 @200,  OLDER",
    "5.3 5.3 @200,  1.1 1.1 @100,  NEWER",
    "1.1 5.3 @200,  2.1 2.1 @100,  NEWER",
    "5.3 5.3 <100,  1.1 1.1 <200,  NEWER",
    "5.3 5.3 @100,  5.2 5.2 @200,  OLDER",
    "5.3 -   @100,  1.1 1.1 @200,  NEWER",
    // Between equals and unknowns: one leader's own order, then the age.
    "?   1.0 @200,  1.1 1.1 @100,  OLDER",
    "?   1.1 @100,  ?   1.0 @200,  OLDER",
    "?   -   @200,  1.1 1.1 @100,  NEWER",
    "?   -   @100,  1.1 1.1 @200,  OLDER",
    "2.1 -   @200,  ?   1.1 @100,  NEWER",
    "?   1.1 @200,  ?   2.1 @100,  NEWER",
    "?   -   @200,  1.1 1.1 <100,  NEWER",
    "?   -   @100,  1.1 1.1 <100,  UNKNOWN",
    "?   -   @100,  1.1 1.1 <200,  UNKNOWN",
    "?   1.1 <100,  ?   2.1 @200,  OLDER",
    "?   1.1 <200,  ?   2.1 @100,  OLDER",
    "?   2.1 <100,  ?   1.1 @100,  NEWER",
    "?   2.1 <100,  ?   1.1 <200,  NEWER",
    "1.1 -   @200,  1.1 1.1 @100,  NEWER",
    "?   -   @200,  1.1 1.1 @100-50, NEWER",
    "?   -   @90,   1.1 1.1 @100-50, UNKNOWN",
    "?   -   @100,  1.1 1.1 @100-50, UNKNOWN",
    "?   -   @49,   1.1 1.1 @100-50, OLDER",
    "?   1.1 @100-50, ?   2.1 @60-20, OLDER",
    "?   1.1 @100-50, ?   2.1 @49-20, NEWER",
    "?   1.1 @30-20, ?   2.1 @51-20, OLDER",
    "?   1.1 @50-20, ?   1.2 @51-20, OLDER",
    "?   0.0 @90,   1.1 1.1 @100-50, OLDER",
    "1.2 -   @49,   1.1 1.1 @100-50, NEWER",
    // Then the order of publications.
    "?   1.1 <100,  ?   2.1 <100,  OLDER",
    "?   2.1 <100,  ?   1.1 <100,  NEWER",
    "?   1.1 @100,  ?   1.1 @100,  SAME",
    "1.1 1.1 @100,  1.1 1.1 @100,  SAME",
    "?   -   @100,  ?   1.1 @100,  UNKNOWN",
    // An epoch that nobody can have reached is none.
    "?   9007199254740993.1 <100,  ?   1.1 <100,  OLDER",
    "?   -9.1               <100,  ?   1.1 <100,  OLDER",
  })
  void theDocumentIsComparedWithWhatIsStored(
      String document, String stored, DocumentOrder expected) {
    assertThat(DocumentOrder.of(origin(document), origin(stored))).isEqualTo(expected);
  }

  private static Origin origin(String text) {
    String[] parts = text.split(" +");
    EntryStamp fetched = stamp(parts[0], "?");
    String[] time = parts[2].substring(1).split("-");
    return new Origin(
        fetched == null ? FetchEpoch.UNKNOWN : FetchEpoch.of(fetched),
        stamp(parts[1], "-"),
        Long.MAX_VALUE - 150 + Long.parseLong(time[0]),
        parts[2].startsWith("<")
            ? Origin.UNBOUNDED
            : time.length == 1 ? 0 : Long.parseLong(time[1]));
  }

  private static @Nullable EntryStamp stamp(String text, String none) {
    if (text.equals(none)) {
      return null;
    }
    String[] numbers = text.split("\\.");
    return new EntryStamp(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]), "hash");
  }
}
