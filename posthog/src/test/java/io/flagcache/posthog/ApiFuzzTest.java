package io.flagcache.posthog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever the API answers, the loader goes on, serves documents alone, builds no more in memory
 * than its limit allows, and has ended whatever it did when the poll ends. {@code
 * -Dflagcache.fuzz.duration=PT1H -Dflagcache.fuzz.seed=…} has it run for longer, or again.
 */
class ApiFuzzTest extends LoaderTestBase {

  private static final int LIMIT = 1_000_000;

  /** As much as a document of the limit may become in memory, and what reading it takes. */
  private static final long MOST_ALLOCATED = 40L * LIMIT;

  private static final Duration DURATION =
      Duration.parse(System.getProperty("flagcache.fuzz.duration", "PT5S"));

  /** The suite does the same each time, and a long run something new. */
  private static final long SEED =
      Long.getLong(
          "flagcache.fuzz.seed",
          System.getProperty("flagcache.fuzz.duration") == null ? 1 : new Random().nextLong());

  @Test
  void anyAnswerIsContained() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    HostileAnswers hostile = new HostileAnswers(new Random(SEED));
    ThreadWatch watch = new ThreadWatch();
    try (RawApi raw = new RawApi()) {
      DefinitionLoader loader =
          built(
              shared()
                  .host(raw.uri())
                  .maxDocumentBytes(LIMIT)
                  .requestTimeout(Duration.ofSeconds(2)));
      long end = System.nanoTime() + DURATION.toNanos();
      for (int round = 0; System.nanoTime() < end; round++) {
        String circumstances = "seed " + SEED + ", round " + round;
        raw.says(hostile.next());
        advance(Duration.ofMinutes(10)); // Whatever it was asked to wait is over.
        long before = threads.getCurrentThreadAllocatedBytes();
        PollOutcome outcome = loader.poll().outcome();
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(allocated).as(circumstances).isLessThan(MOST_ALLOCATED);
        assertThat(loader.definitions().isPresent() || outcome == PollOutcome.FAILED)
            .as(circumstances)
            .isTrue();
        assertPlain(loader.status().lastError().orElse(""), circumstances);
        watch.awaitNoRequest(circumstances);
        if (round % 4 == 3) {
          assertRecovers(loader, raw, "good-" + round, circumstances);
        }
        if (round % 100 == 99) {
          watch.awaitQuiet(circumstances);
        }
      }
      watch.awaitQuiet("seed " + SEED + ", at the end");
    }
    events(LoaderEvent.ApiFailed.class)
        .forEach(failure -> assertPlain(failure.message(), "seed " + SEED));
  }

  /** Takes the next good answer, as soon as it sends a request again. */
  private void assertRecovers(
      DefinitionLoader loader, RawApi raw, String flag, String circumstances) {
    byte[] body = json(flag).getBytes(UTF_8);
    raw.says(
        ("HTTP/1.1 200 OK\r\nETag: \"good\"\r\nContent-Length: "
                + body.length
                + "\r\n\r\n"
                + json(flag))
            .getBytes(UTF_8));
    PollOutcome outcome;
    int late = 0;
    do {
      advance(Duration.ofMinutes(10));
      outcome = loader.poll().outcome();
    } while (outcome == PollOutcome.FAILED && wasLate(loader) && ++late < 10);
    assertThat(outcome)
        .as(() -> circumstances + ": " + loader.status().lastError())
        .isEqualTo(PollOutcome.FETCHED);
    assertThat(loader.definitions()).as(circumstances).contains(data(json(flag)));
  }

  /** As anything may be on a busy machine. */
  private static boolean wasLate(DefinitionLoader loader) {
    return loader.status().lastError().orElse("").contains("did not answer completely within");
  }

  private static void assertPlain(String text, String circumstances) {
    assertThat(text.chars().filter(Character::isISOControl).toArray()).as(circumstances).isEmpty();
    assertThat(text.length()).as(circumstances).isLessThan(20_000);
  }
}
