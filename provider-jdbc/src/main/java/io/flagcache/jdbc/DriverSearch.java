package io.flagcache.jdbc;

import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Finds the driver of a URL beside our own classes, where the caller's thread has its classes, and
 * at last among those that were registered by hand.
 *
 * <p>{@link DriverManager} looks for drivers once, with the class loader of the thread that happens
 * to ask first. If that is a thread of the common pool, and the application has a class loader of
 * its own, it finds none for the rest of the process. So it is asked last, and never first by a
 * thread that does not see our own classes.
 */
final class DriverSearch {

  /** The search goes on behind what cannot be loaded, but may fail at the same place for ever. */
  private static final int MOST_FAILURES = 32;

  private DriverSearch() {}

  /** Empty if no driver takes the URL. */
  static Optional<Driver> driverOf(String url) {
    ClassLoader own = DriverSearch.class.getClassLoader();
    ClassLoader callers = Thread.currentThread().getContextClassLoader();
    return find(url, own)
        .or(() -> callers == own ? Optional.empty() : find(url, callers))
        .or(() -> registered(url));
  }

  private static Optional<Driver> find(String url, @Nullable ClassLoader classLoader) {
    Iterator<Driver> drivers = ServiceLoader.load(Driver.class, classLoader).iterator();
    for (int failures = 0; failures < MOST_FAILURES; failures++) {
      try {
        while (drivers.hasNext()) {
          Driver driver = drivers.next();
          if (takes(driver, url)) {
            return Optional.of(driver);
          }
        }
        return Optional.empty();
      } catch (ServiceConfigurationError e) {
        // Another driver may serve, and this one need not be ours at all.
      }
    }
    return Optional.empty();
  }

  private static boolean takes(Driver driver, String url) {
    try {
      return driver.acceptsURL(url);
    } catch (SQLException e) {
      return false;
    }
  }

  private static Optional<Driver> registered(String url) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    if (!seesOurClasses(before)) {
      thread.setContextClassLoader(DriverSearch.class.getClassLoader());
    }
    try {
      return Optional.of(DriverManager.getDriver(url));
    } catch (SQLException e) {
      return Optional.empty();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static boolean seesOurClasses(@Nullable ClassLoader classLoader) {
    try {
      return Class.forName(DriverSearch.class.getName(), false, classLoader) == DriverSearch.class;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
