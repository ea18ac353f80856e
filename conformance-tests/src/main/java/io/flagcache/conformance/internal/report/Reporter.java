package io.flagcache.conformance.internal.report;

import static java.util.stream.Collectors.toSet;

import io.flagcache.conformance.internal.JudgedRule;
import io.flagcache.conformance.internal.RuleBook;
import io.flagcache.conformance.internal.RuleGroup;
import io.flagcache.conformance.internal.report.TestResult.Status;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Records how the tests of the kit end, and writes a report when all tests of a class have run.
 *
 * @param <T> the test classes of one half of the kit, whose nested classes hold the tests
 */
public abstract class Reporter<T>
    implements BeforeAllCallback, BeforeEachCallback, TestWatcher, AfterAllCallback {

  /** The configuration parameter that names the directory for reports, or is {@code off}. */
  public static final String SETTING = "flagcache.conformance.report";

  private static final Logger LOG = System.getLogger(Reporter.class.getName());
  private static final Namespace NAMESPACE = Namespace.create(Reporter.class);
  private static final String OFF = "off";

  private final RuleBook<?> book;
  private final Class<T> suite;

  /**
   * Reports one half of the kit.
   *
   * @param book its rules
   * @param suite what its test classes extend
   */
  protected Reporter(RuleBook<?> book, Class<T> suite) {
    this.book = book;
    this.suite = suite;
  }

  /**
   * What is claimed.
   *
   * @param testClass an instance of the user's test class
   * @return the capabilities
   */
  protected abstract Set<? extends Enum<?>> claimedBy(T testClass);

  /**
   * How times are stretched.
   *
   * @param testClass an instance of the user's test class
   * @return the factor
   */
  protected abstract double timescaleOf(T testClass);

  private static List<String> namesOf(Collection<? extends Enum<?>> capabilities) {
    return capabilities.stream()
        .sorted(Comparator.comparing(Enum::ordinal))
        .<String>map(Enum::name)
        .toList();
  }

  @Override
  public final void beforeAll(ExtensionContext context) {
    // Not for the groups of rules and the user's own classes inside of such a class.
    if (isSuite(context)) {
      context.getStore(NAMESPACE).put(ReportedRuns.class, new ReportedRuns());
      demandAllGroups(context.getRequiredTestClass());
    }
  }

  /** JUnit tells nested classes apart by their simple names, and would leave out the kit's. */
  private void demandAllGroups(Class<?> testClass) {
    Set<String> groups =
        Stream.of(suite.getDeclaredClasses()).map(Class::getSimpleName).collect(toSet());
    for (Class<?> type = testClass; type != suite; type = type.getSuperclass()) {
      for (Class<?> own : type.getDeclaredClasses()) {
        if (groups.contains(own.getSimpleName())) {
          throw new IllegalStateException(
              own.getName() + " takes the place of the kit's tests of that name; rename it");
        }
      }
    }
  }

  @Override
  public final void beforeEach(ExtensionContext context) {
    if (ruleOf(context).isPresent()) {
      context.getStore(NAMESPACE).put(Long.class, System.nanoTime());
      T testClass = context.getRequiredTestInstances().findInstance(suite).orElseThrow();
      runOf(context).claims(namesOf(claimedBy(testClass)), timescaleOf(testClass));
    }
  }

  @Override
  public final void testSuccessful(ExtensionContext context) {
    ended(context, Status.PASSED, null);
  }

  @Override
  public final void testFailed(ExtensionContext context, @Nullable Throwable cause) {
    ended(context, Status.FAILED, cause);
  }

  @Override
  public final void testAborted(ExtensionContext context, @Nullable Throwable cause) {
    ended(context, Status.SKIPPED, cause);
  }

  @Override
  public final void afterAll(ExtensionContext context) {
    if (!isSuite(context)) {
      return;
    }
    Class<?> testClass = context.getRequiredTestClass();
    Optional<Throwable> failure = context.getExecutionException();
    String setting = context.getConfigurationParameter(SETTING).orElse("");
    List<Report> reports = runsOf(context).reports(testClass.getName(), rules(), failure);
    if (setting.equals(OFF) || reports.isEmpty()) {
      return;
    }
    Optional<ReportDirectory> directory =
        setting.isEmpty()
            ? ReportDirectory.ofBuild(testClass)
            : Optional.of(new ReportDirectory(Path.of(setting)));
    if (directory.isEmpty()) {
      LOG.log(
          Logger.Level.INFO,
          "No report was written: this build has neither a directory 'target' nor 'build'; name"
              + " one with -D{0}=DIRECTORY",
          SETTING);
      return;
    }
    reports.forEach(report -> write(report, directory.orElseThrow()));
  }

  private static void write(Report report, ReportDirectory directory) {
    try {
      Path text = directory.write(report);
      LOG.log(
          report.isBroken() ? Logger.Level.WARNING : Logger.Level.INFO,
          "{0}: {1} See {2}",
          report.testClass(),
          ReportText.summary(report),
          text);
    } catch (IOException | OverlappingFileLockException e) {
      // The tests have been judged, and their results stand. The lock is taken if this class was
      // loaded twice in one process.
      LOG.log(Logger.Level.WARNING, "The report of " + report.testClass() + " was not written", e);
    }
  }

  private void ended(ExtensionContext context, Status status, @Nullable Throwable cause) {
    Optional<String> rule = ruleOf(context);
    if (rule.isPresent()) {
      Long started = context.getStore(NAMESPACE).get(Long.class, Long.class);
      long nanos = started == null ? 0 : System.nanoTime() - started;
      runOf(context)
          .add(
              rule.orElseThrow(),
              context.getRequiredTestMethod().getName(),
              context.getDisplayName(),
              status,
              nanos,
              cause);
    }
  }

  private boolean isSuite(ExtensionContext context) {
    return suite.isAssignableFrom(context.getRequiredTestClass());
  }

  /** Empty for a test of the user's own in the same class. */
  private Optional<String> ruleOf(ExtensionContext context) {
    return context
        .getTestMethod()
        .filter(test -> RuleGroup.class.isAssignableFrom(context.getRequiredTestClass()))
        .flatMap(book::judgedBy)
        .map(JudgedRule::id);
  }

  private List<ReportedRule> rules() {
    return book.rules().stream()
        .map(rule -> new ReportedRule(rule.id(), rule.level().name(), rule.text()))
        .toList();
  }

  /** The run of the class, or of the parameters with which it is run at present. */
  private static ReportedRun runOf(ExtensionContext context) {
    Optional<ExtensionContext> above = Optional.of(context);
    while (above.isPresent() && !isInvocation(above.get())) {
      above = above.get().getParent();
    }
    return runsOf(context).of(above.map(ExtensionContext::getDisplayName).orElse(""));
  }

  private static boolean isInvocation(ExtensionContext context) {
    return context.getUniqueId().matches(".*\\[class-template-invocation:[^/]*]");
  }

  private static ReportedRuns runsOf(ExtensionContext context) {
    ReportedRuns runs = context.getStore(NAMESPACE).get(ReportedRuns.class, ReportedRuns.class);
    if (runs == null) {
      throw new IllegalStateException("JUnit ran a test before the extensions of its class");
    }
    return runs;
  }
}
