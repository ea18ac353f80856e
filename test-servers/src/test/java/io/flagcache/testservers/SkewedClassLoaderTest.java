package io.flagcache.testservers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class SkewedClassLoaderTest {

  private static final Duration SKEW = Duration.ofHours(1000);

  /** Reads the time in the ways that code does. */
  public static final class Reader implements Supplier<List<Long>> {
    @Override
    @SuppressWarnings({"JavaUtilDate", "JavaTimeDefaultTimeZone"})
    public List<Long> get() {
      ZoneId zone = ZoneId.of("Pacific/Kiritimati");
      LongSupplier millis = System::currentTimeMillis;
      Supplier<Instant> instant = Instant::now;
      Supplier<Clock> clock = Clock::systemUTC;
      List<Long> times = new ArrayList<>();
      times.add(System.currentTimeMillis());
      times.add(millis.getAsLong());
      times.add(Instant.now().toEpochMilli());
      times.add(instant.get().toEpochMilli());
      times.add(Clock.systemUTC().millis());
      times.add(Clock.systemDefaultZone().millis());
      times.add(Clock.system(zone).millis());
      times.add(clock.get().millis());
      times.add(new Date().getTime());
      times.add(ZonedDateTime.now(zone).toInstant().toEpochMilli());
      times.add(LocalDateTime.now(ZoneOffset.UTC).toInstant(ZoneOffset.UTC).toEpochMilli());
      times.add(ZonedDateTime.now().toInstant().toEpochMilli());
      return times;
    }
  }

  @Test
  @SuppressWarnings("unchecked")
  void copiedCodeSeesAWrongClockWhereverItLooks() throws Exception {
    Supplier<List<Long>> copy =
        (Supplier<List<Long>>)
            new SkewedClassLoader(SKEW)
                .loadClass(Reader.class.getName())
                .getConstructor()
                .newInstance();
    long expected = System.currentTimeMillis() + SKEW.toMillis();

    assertThat(copy.get())
        .allSatisfy(time -> assertThat(time).isBetween(expected, expected + 600_000));
    assertThat(new Reader().get())
        .allSatisfy(time -> assertThat(time).isLessThan(expected - 600_000));
  }
}
