package io.flagcache.conformance.internal.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** The runs of one class: one, or one for each of the parameters with which it is run. */
final class ReportedRuns {

  private final Map<String, ReportedRun> runs = new ConcurrentSkipListMap<>();

  /** The run with these parameters, which are empty for a class without. */
  ReportedRun of(String parameters) {
    return runs.computeIfAbsent(parameters, none -> new ReportedRun());
  }

  /** The reports of all runs that have a result; that of the class itself is its failure. */
  List<Report> reports(String testClass, List<ReportedRule> rules, Optional<Throwable> failure) {
    if (runs.isEmpty() && failure.isPresent()) {
      return List.of(new ReportedRun().report(testClass, rules, failure));
    }
    return runs.entrySet().stream()
        .filter(run -> failure.isPresent() || !run.getValue().isEmpty())
        .map(run -> run.getValue().report((testClass + " " + run.getKey()).strip(), rules, failure))
        .toList();
  }
}
