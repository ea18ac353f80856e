package io.flagcache.cli.conformance;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** Prints a line for each test that has ended. */
final class ProgressLines implements TestExecutionListener {

  private final PrintWriter out;
  private final Map<String, Long> started = new ConcurrentHashMap<>();
  private long all;
  private int ended;

  ProgressLines(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void testPlanExecutionStarted(TestPlan plan) {
    all = plan.countTestIdentifiers(TestIdentifier::isTest);
  }

  @Override
  public void executionStarted(TestIdentifier test) {
    started.put(test.getUniqueId(), System.nanoTime());
  }

  @Override
  public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (!test.isTest()) {
      return;
    }
    ended++;
    double seconds =
        (System.nanoTime() - started.getOrDefault(test.getUniqueId(), System.nanoTime())) / 1e9;
    String sign =
        switch (result.getStatus()) {
          case SUCCESSFUL -> "✓";
          case ABORTED -> "-";
          case FAILED -> "✗";
        };
    out.println(
        String.format(
            Locale.ROOT,
            "%3d/%d %s %s (%.1f s)",
            ended,
            all,
            sign,
            test.getDisplayName(),
            seconds));
  }
}
