package io.flagcache.conformance.internal;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A chapter of the contract: the tests of its rules, each on a harness of its own. The user's test
 * class inherits it as a nested class. Tests are final and package-private, so that nobody can
 * replace one.
 *
 * @param <C> the capabilities of this half of the kit
 * @param <H> what its tests are run on
 */
@ExtendWith(RuleGroup.Retry.class)
public abstract class RuleGroup<C extends Enum<C>, H extends Harness> {

  private final RuleBook<C> book;
  private @Nullable JudgedRule<C> rule;
  private @Nullable H harness;
  private @Nullable Runnable turn;

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
   * Makes what a test is run on.
   *
   * @param verdict words the failures of the test
   * @param stretch by how much all times are stretched
   * @return a new harness over a new fixture
   * @throws Exception if the fixture fails
   */
  protected abstract H newHarness(Verdict verdict, int stretch) throws Exception;

  @BeforeEach
  final void prepareRule(TestInfo test) throws Exception {
    JudgedRule<C> judged = test.getTestMethod().flatMap(book::judgedBy).orElseThrow();
    book.admit(judged, capabilities(), waivers());
    rule = judged;
    openHarness(judged, 1);
  }

  private void openHarness(JudgedRule<C> judged, int stretch) throws Exception {
    H opened = newHarness(new Verdict(judged.id()), stretch);
    harness = opened;
    turn = judged.takeTurn(opened.disturbances());
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

    private static <C extends Enum<C>> void prepareAgain(RuleGroup<C, ?> group, int stretch)
        throws Exception {
      group.closeHarness();
      group.openHarness(Objects.requireNonNull(group.rule), stretch);
    }
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
