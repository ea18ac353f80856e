package io.flagcache.conformance.simulator;

import io.flagcache.conformance.internal.Verdict;
import java.time.Duration;

/** A report, and how it is judged. */
record Judgement(Verdict verdict, SimulationReport report, boolean isVirtual) {

  void atMost(String what, long limit, long measured) {
    that(what + ": " + measured + ", but at most " + limit, measured <= limit);
  }

  void within(String what, Duration limit, Duration measured) {
    Duration allowed = limit.plus(report.tolerance());
    that(
        what
            + ": "
            + SimulationReport.text(measured)
            + ", but at most "
            + SimulationReport.text(allowed),
        measured.compareTo(allowed) <= 0);
  }

  void none(String what, SimulationReport.Findings findings) {
    that(what + ": " + findings, findings.none());
  }

  /** In real time whatever was counted or measured may be the machine's fault. */
  void that(String whatIfNot, boolean kept) {
    String text = whatIfNot + "\n" + report;
    if (isVirtual) {
      verdict.that(kept, text);
    } else {
      verdict.inTime(kept, text);
    }
  }
}
