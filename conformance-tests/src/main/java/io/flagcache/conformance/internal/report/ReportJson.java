package io.flagcache.conformance.internal.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The report for programs; {@code docs/contract.md} describes its members. */
final class ReportJson {

  private static final int FORMAT = 1;

  private ReportJson() {}

  static String of(Report report) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("format", FORMAT);
    json.put("testClass", report.testClass());
    json.put("kit", report.kit().orElse(null));
    json.put("started", report.started().toString());
    json.put("millis", report.took().toMillis());
    json.put("timescale", report.timescale().orElse(null));
    json.put("broken", report.isBroken());
    json.put("failure", report.failure().orElse(null));
    json.put("claimed", report.claimed());
    Map<String, Object> summary = new LinkedHashMap<>();
    for (RuleResult.Judgement judgement : RuleResult.Judgement.values()) {
      summary.put(word(judgement), report.count(judgement));
    }
    json.put("summary", summary);
    json.put("rules", report.rules().stream().map(ReportJson::rule).toList());
    return Json.of(json);
  }

  /** Puts reports that are JSON already into one document. */
  static String merged(List<String> reports) {
    return "{\n\"format\": "
        + FORMAT
        + ",\n\"reports\": [\n"
        + String.join(",\n", reports.stream().map(String::strip).toList())
        + "\n]\n}\n";
  }

  private static Map<String, Object> rule(RuleResult result) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", result.rule().id());
    json.put("level", result.rule().level());
    json.put("text", result.rule().text());
    json.put("judgement", word(result.judgement()));
    json.put("tests", result.tests().stream().map(ReportJson::test).toList());
    return json;
  }

  private static Map<String, Object> test(TestResult result) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", result.name());
    json.put("displayName", result.displayName());
    json.put("status", word(result.status()));
    json.put("millis", result.took().toMillis());
    result.message().ifPresent(message -> json.put("message", message));
    if (!result.missing().isEmpty()) {
      json.put("missing", result.missing());
    }
    result.waiver().ifPresent(reason -> json.put("waiver", reason));
    return json;
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
