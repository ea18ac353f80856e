package io.flagcache.jdbc;

import io.flagcache.conformance.Rule;
import io.flagcache.conformance.rule.Disturbance;
import io.flagcache.conformance.store.StoreRule;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A second server of a database, for tests that stop or kill it. One test at a time has it, and
 * leaves it running.
 */
final class BreakableServer implements BeforeEachCallback, AfterEachCallback {

  private final TestDatabase kind;
  private final Predicate<Method> breaks;
  private boolean taken;
  private boolean stopped;
  private boolean killed;

  private BreakableServer(TestDatabase kind, Predicate<Method> breaks) {
    this.kind = kind;
    this.breaks = breaks;
  }

  static BreakableServer forEachTest(TestDatabase kind) {
    return new BreakableServer(kind, test -> true);
  }

  /** For the tests of the kit that make the backend hang. */
  static BreakableServer forHangs(TestDatabase kind) {
    return new BreakableServer(kind, BreakableServer::hangs);
  }

  private static boolean hangs(Method test) {
    return Optional.ofNullable(test.getAnnotation(Rule.class))
        .map(Rule::disturbs)
        .or(() -> Optional.ofNullable(test.getAnnotation(StoreRule.class)).map(StoreRule::disturbs))
        .filter(disturbs -> Arrays.asList(disturbs).contains(Disturbance.SERVER))
        .isPresent();
  }

  @Override
  public void beforeEach(ExtensionContext test) throws InterruptedException {
    if (breaks.test(test.getRequiredTestMethod())) {
      kind.breakableTurn().acquire();
      taken = true;
      database().dropConnections(); // A test by MySQL's driver may have killed MariaDB, too.
    }
  }

  @Override
  public void afterEach(ExtensionContext test) {
    if (!taken) {
      return;
    }
    try {
      if (stopped) {
        resume();
      }
      if (killed) {
        restart();
      }
    } finally {
      taken = false;
      kind.breakableTurn().release();
    }
  }

  /** Whether the present test has it. */
  boolean isTaken() {
    return taken;
  }

  SharedDatabase database() {
    return kind.breakable();
  }

  /** A killed H2 may lack its last commits, with WRITE_DELAY=0 and after a checkpoint as well. */
  boolean keepsWhatItConfirmed() {
    return kind != TestDatabase.H2_SERVER;
  }

  void pause() {
    stopped = true;
    database().pause();
  }

  void resume() {
    stopped = false;
    database().resume();
  }

  void kill() {
    killed = true;
    database().server.kill();
  }

  void restart() {
    killed = false;
    database().server.restart();
  }
}
