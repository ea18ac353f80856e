package io.flagcache.conformance;

import io.flagcache.conformance.TestResult.Status;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.TestWatcher;

/** Notes how the tests of the kit end, and writes a report when all tests of a class have run. */
final class ReportExtension
    implements BeforeAllCallback, BeforeEachCallback, TestWatcher, AfterAllCallback {

  private static final Logger LOG = System.getLogger(ReportExtension.class.getName());
  private static final Namespace NAMESPACE = Namespace.create(ReportExtension.class);
  private static final String SETTING = FlagDefinitionCacheProviderConformance.REPORT;
  private static final String OFF = "off";

  /** Called by JUnit. */
  ReportExtension() {}

  @Override
  public void beforeAll(ExtensionContext context) {
    // A nested class gets a run of its own, which hides that of the class around it.
    context.getStore(NAMESPACE).put(ReportedRun.class, new ReportedRun());
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    if (ruleOf(context).isPresent()
        && context.getRequiredTestInstance() instanceof RuleTests test) {
      context.getStore(NAMESPACE).put(Long.class, System.nanoTime());
      runOf(context).claims(test.capabilities(), test.timescale());
    }
  }

  @Override
  public void testSuccessful(ExtensionContext context) {
    ended(context, Status.PASSED, null);
  }

  @Override
  public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
    ended(context, Status.FAILED, cause);
  }

  @Override
  public void testAborted(ExtensionContext context, @Nullable Throwable cause) {
    ended(context, Status.SKIPPED, cause);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    Class<?> testClass = context.getRequiredTestClass();
    Optional<Throwable> failure = context.getExecutionException();
    String setting = context.getConfigurationParameter(SETTING).orElse("");
    ReportedRun run = runOf(context);
    // A class inside of a test class inherits this extension, but need not hold tests of the kit.
    boolean isOfTheKit = RuleTests.class.isAssignableFrom(testClass);
    boolean hasResult = !run.isEmpty() || failure.isPresent();
    if (setting.equals(OFF) || !isOfTheKit || !hasResult) {
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
    write(run.report(testClass, failure), directory.orElseThrow());
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

  private static void ended(ExtensionContext context, Status status, @Nullable Throwable cause) {
    Optional<Rule> rule = ruleOf(context);
    if (rule.isPresent()) {
      Long started = context.getStore(NAMESPACE).get(Long.class, Long.class);
      long nanos = started == null ? 0 : System.nanoTime() - started;
      runOf(context)
          .add(
              rule.orElseThrow().value(),
              context.getRequiredTestMethod().getName(),
              context.getDisplayName(),
              status,
              nanos,
              cause);
    }
  }

  private static Optional<Rule> ruleOf(ExtensionContext context) {
    return context.getTestMethod().map(method -> method.getAnnotation(Rule.class));
  }

  private static ReportedRun runOf(ExtensionContext context) {
    ReportedRun run = context.getStore(NAMESPACE).get(ReportedRun.class, ReportedRun.class);
    if (run == null) {
      throw new IllegalStateException("JUnit ran a test before the extensions of its class");
    }
    return run;
  }
}
