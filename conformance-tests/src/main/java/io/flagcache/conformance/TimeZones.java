package io.flagcache.conformance;

import java.util.TimeZone;

/** Changes the time zone of the JVM; several tests may do so at the same time. */
final class TimeZones implements AutoCloseable {

  private static int users;
  private static TimeZone own = TimeZone.getDefault();

  private TimeZones() {}

  static synchronized TimeZones open() {
    if (users++ == 0) {
      own = TimeZone.getDefault();
    }
    return new TimeZones();
  }

  void set(String id) {
    synchronized (TimeZones.class) {
      TimeZone.setDefault(TimeZone.getTimeZone(id));
    }
  }

  /** The last to leave sets back what the first found. */
  @Override
  public void close() {
    synchronized (TimeZones.class) {
      if (--users == 0) {
        TimeZone.setDefault(own);
      }
    }
  }
}
