package io.flagcache.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DriverSearchTest {

  /** As in an application with a class loader of its own, on a thread of the common pool. */
  @Test
  void driversBesideOurOwnClassesAreFoundOnAnyThread() throws Exception {
    assertThat(DriverManager.drivers()).isNotEmpty(); // From now on it looks for no others.
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader application = new URLClassLoader(classPath(), platform())) {
      Method search =
          application
              .loadClass(DriverSearch.class.getName())
              .getDeclaredMethod("driverOf", String.class);
      search.setAccessible(true);
      Thread.currentThread().setContextClassLoader(platform());

      Optional<?> found = (Optional<?>) search.invoke(null, "jdbc:h2:mem:x");

      assertThat(found)
          .hasValueSatisfying(
              driver -> assertThat(driver.getClass().getClassLoader()).isSameAs(application));
      assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(platform());
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  private static ClassLoader platform() {
    return ClassLoader.getPlatformClassLoader();
  }

  private static URL[] classPath() {
    return Arrays.stream(
            System.getProperty("java.class.path").split(System.getProperty("path.separator")))
        .map(DriverSearchTest::url)
        .toArray(URL[]::new);
  }

  private static URL url(String element) {
    try {
      return Path.of(element).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Test
  void driverThatWasRegisteredByHandIsFound() {
    assertThat(DriverSearch.driverOf(WrappingDriver.FAITHFUL.around("jdbc:h2:mem:x")))
        .contains(WrappingDriver.FAITHFUL);
  }

  @Test
  void urlThatNoDriverTakesIsNamedWithoutItsSecrets() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JdbcFlagCache.builder().url("jdbc:none:x?password=hidden").build())
        .withMessageContaining("jdbc:none:")
        .withMessageNotContaining("hidden");
  }

  @ParameterizedTest
  @CsvSource({
    "jdbc:postgresql://h/d, socketTimeout, 2",
    "jdbc:p6spy:postgresql://h/d, socketTimeout, 2",
    "jdbc:aws-wrapper:postgresql://h/d, connectTimeout, 2",
    "jdbc:tracing:ignoreForTracing=a:postgresql://h/d, socketTimeout, 2",
    "jdbc:otel:mariadb://h/d, socketTimeout, 2000",
    "jdbc:mysql:loadbalance://h/d, socketTimeout, 2000",
    "jdbc:p6spy:mysql://h/d, useServerPrepStmts, true",
    "jdbc:p6spy:h2:tcp://h/d, NETWORK_TIMEOUT, 2000",
    "jdbc:postgresql://h/d, prepareThreshold, 0",
    "jdbc:postgresql://h/d?prepareThreshold=5, prepareThreshold,",
    "jdbc:p6spy:postgresql://h/d?socketTimeout=9, socketTimeout,",
    "jdbc:other://postgresql:1/d, socketTimeout,",
  })
  void driverIsToldItsTimeoutsWhateverWrapsIt(String url, String property, String value) {
    assertThat(DriverProperties.of(url, Duration.ofSeconds(2)).getProperty(property))
        .isEqualTo(value);
  }
}
