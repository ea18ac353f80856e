package io.flagcache.testservers;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * How long tests wait for what is to come: three minutes, since a deadline that ends a hang costs
 * nothing while all is well, and a shorter one is red by chance on a busy machine, where a process
 * may need more than a minute to start. The kit's scale of time stretches it. JUnit finds this
 * class and sets it wherever this module is on the class path.
 */
public final class Patience implements LauncherSessionListener {

  /** The kit's setting, which this module does not use otherwise. */
  public static final String TIMESCALE = "flagcache.conformance.timescale";

  /** Called by JUnit. */
  public Patience() {}

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    Awaitility.setDefaultTimeout(limit());
  }

  static Duration limit() {
    double scale = Double.parseDouble(System.getProperty(TIMESCALE, "1"));
    return Duration.ofMillis((long) (180_000 * Math.max(1, scale)));
  }
}
