package io.flagcache.conformance.internal;

import io.flagcache.conformance.rule.Disturbance;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.TestAbortedException;

/**
 * A chapter of the contract: the tests of its rules, each on a harness of its own. The user's test
 * class inherits it as a nested class. Tests are final and package-private, so that nobody can
 * replace one.
 *
 * @param <C> the capabilities of this half of the kit
 * @param <H> what its tests are run on
 */
@ExtendWith(RuleGroup.Retry.class)
@Execution(ExecutionMode.CONCURRENT)
public abstract class RuleGroup<C extends Enum<C>, H extends Harness> {

  private final RuleBook<C> book;
  private @Nullable JudgedRule<C> rule;
  private @Nullable H harness;
  private @Nullable Runnable turn;
  private boolean isAlone;

  /**
   * Makes a group.
   *
   * @param book the rules of this half of the kit
   */
  protected RuleGroup(RuleBook<C> book) {
    this.book = book;
  }

  /**
   * What the user's test class claims.
   *
   * @return the capabilities
   */
  protected abstract Set<C> capabilities();

  /**
   * What the user's test class waives.
   *
   * @return reasons by rule id
   */
  protected abstract Map<String, String> waivers();

  /**
   * What the user's test class expects to be skipped.
   *
   * @return the ids of rules; any if empty
   */
  protected abstract Optional<Set<String>> expectedSkips();

  /**
   * Makes what a test is run on.
   *
   * @param verdict words the failures of the test
   * @param stretch by how much all times are stretched
   * @return a new harness over a new fixture
   * @throws Exception if the fixture fails
   */
  protected abstract H newHarness(Verdict verdict, int stretch) throws Exception;

  /**
   * The user's test class.
   *
   * @return an instance of it
   */
  protected abstract Object suite();

  /**
   * Goes once through what tests do, so that the first use of classes, clients and connections
   * counts against no deadline. May fail.
   *
   * @param harness a harness of its own
   */
  protected abstract void warmUp(H harness);

  /**
   * Whether what the {@linkplain #warmUp warm-up} has stored is there.
   *
   * @param harness the harness that was warmed up
   * @return false if anything else is
   */
  protected abstract boolean isIntact(H harness);

  /** Whether tests may run at the same time, if nobody but the kit has decided that they do. */
  private boolean warmUp() throws Exception {
    H opened = newHarness(new Verdict("warm-up"), 1);
    Runnable end = Turns.take(opened.disturbances().contains(Disturbance.CONNECTIONS));
    try {
      warmUp(opened);
      return !SideBySide.isOn(suite().getClass()) || (isIntact(opened) && toleratesAnother(opened));
    } finally {
      try {
        opened.close();
      } finally {
        end.run();
      }
    }
  }

  /** A fixture may, for example, empty the backend that it is opened or closed over. */
  private boolean toleratesAnother(H opened) throws Exception {
    H other = newHarness(new Verdict("warm-up"), 1);
    boolean isIntact = isIntact(opened);
    other.close();
    return isIntact && isIntact(opened);
  }

  @BeforeEach
  final void prepareRule(TestInfo test) throws Throwable {
    JudgedRule<C> judged = test.getTestMethod().flatMap(book::judgedBy).orElseThrow();
    ExpectedSkips skips = new ExpectedSkips(expectedSkips());
    skips.check(book);
    rule = judged;
    try {
      book.admit(judged, capabilities(), waivers());
      boolean mayOverlap = WarmUp.once(suite().getClass(), this::warmUp);
      isAlone = isOneAfterTheOther() || (SideBySide.isOn(suite().getClass()) && !mayOverlap);
      openHarness(judged, 1);
    } catch (TestAbortedException skip) {
      throw skips.judged(judged.id(), skip);
    }
  }

  private void openHarness(JudgedRule<C> judged, int stretch) throws Exception {
    if (isAlone) {
      turn = Turns.take(true);
    }
    H opened = newHarness(new Verdict(judged.id()), stretch);
    harness = opened;
    if (turn == null) {
      turn = judged.takeTurn(opened.disturbances());
    }
  }

  /** Groups are run at the same time, whatever the user's class says. */
  private boolean isOneAfterTheOther() {
    return AnnotationSupport.findAnnotation(suite().getClass(), Execution.class)
        .filter(execution -> execution.value() == ExecutionMode.SAME_THREAD)
        .isPresent();
  }

  @AfterEach
  final void closeHarness() throws Exception {
    H used = harness;
    Runnable end = turn;
    harness = null;
    turn = null;
    try {
      if (used != null) {
        used.close();
      }
    } finally {
      if (end != null) {
        end.run();
      }
    }
  }

  static final class Retry extends RetryWithMoreTime {
    /** Called by JUnit. */
    Retry() {}

    @Override
    protected void prepareAgain(Object test, int stretch) throws Exception {
      prepareAgain((RuleGroup<?, ?>) test, stretch);
    }

    @Override
    protected Throwable skipped(Object test, TestAbortedException skip) {
      RuleGroup<?, ?> group = (RuleGroup<?, ?>) test;
      String id = Objects.requireNonNull(group.rule).id();
      return new ExpectedSkips(group.expectedSkips()).judged(id, skip);
    }

    private static <C extends Enum<C>> void prepareAgain(RuleGroup<C, ?> group, int stretch)
        throws Exception {
      group.closeHarness();
      group.openHarness(Objects.requireNonNull(group.rule), stretch);
    }
  }

  /**
   * Begins to count threads.
   *
   * @return none yet
   */
  protected final StartedThreads startedThreads() {
    return new StartedThreads(SideBySide.isAmongOthers(suite().getClass()));
  }

  /**
   * What the present test is run on.
   *
   * @return its harness
   */
  protected final H harness() {
    return Objects.requireNonNull(harness, "harness");
  }

  /**
   * Words the failures of the present test.
   *
   * @return its verdict
   */
  protected final Verdict verdict() {
    return harness().verdict;
  }

  /**
   * The times of the present test.
   *
   * @return its times
   */
  protected final Timing timing() {
    return harness().timing;
  }
}
