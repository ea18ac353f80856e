package io.flagcache.testservers;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** What code in a {@link SkewedClassLoader} gets, which has its own copy of this class. */
public final class WrongClock {

  private static volatile Duration skew = Duration.ZERO;

  private WrongClock() {}

  /** Called in each copy once. */
  public static void setSkew(Duration skew) {
    WrongClock.skew = skew;
  }

  public static long currentTimeMillis() {
    return System.currentTimeMillis() + skew.toMillis();
  }

  public static Clock systemUTC() {
    return Clock.offset(Clock.systemUTC(), skew);
  }

  @SuppressWarnings("JavaTimeDefaultTimeZone")
  public static Clock systemDefaultZone() {
    return Clock.offset(Clock.systemDefaultZone(), skew);
  }

  public static Clock system(ZoneId zone) {
    return Clock.offset(Clock.system(zone), skew);
  }

  public static Instant now() {
    return systemUTC().instant();
  }
}
