package io.flagcache.demo.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flagcache.posthog.Decision;
import io.flagcache.posthog.PollOutcome;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerProtocolTest {

  static Stream<WorkerReport> reports() {
    return Stream.of(
        new WorkerReport.Ready(),
        new WorkerReport.Polled(
            7, 3, 2, Decision.LEAD, 12, 34, PollOutcome.NOT_MODIFIED, "0a1b2c3d"),
        new WorkerReport.Polled(1, 0, 0, null, 0, 0, PollOutcome.FAILED, null),
        new WorkerReport.Trouble("Grüße:\n\"two\" lines"),
        new WorkerReport.Refused("lease is PT1S; make it longer"),
        new WorkerReport.Closed());
  }

  @ParameterizedTest
  @MethodSource("reports")
  void readsTheReportsThatItWrites(WorkerReport report) {
    String line = WorkerProtocol.line(report);

    assertThat(line).doesNotContain("\n");
    assertThat(WorkerProtocol.report(line)).contains(report);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[0.012s][warning][gc] something",
        "{\"report\":\"unheard-of\"}",
        "{}",
        "{\"report\":\"polled\",\"polls\":",
        "Terminating due to java.lang.OutOfMemoryError: Java heap space"
      })
  void ignoresWhatIsNoReport(String line) {
    assertThat(WorkerProtocol.report(line)).isEmpty();
  }

  @Test
  void readsTheSettingsThatItWrites() {
    WorkerSettings settings =
        WorkerSettings.of(
            "http://h", "phc_t", "phs_s", Optional.of("jdbc:x"), Duration.ofMillis(250));

    assertThat(WorkerProtocol.settings(WorkerProtocol.line(settings))).isEqualTo(settings);
    WorkerSettings alone =
        WorkerSettings.of("http://h", "phc_t", "phs_s", Optional.empty(), Duration.ofSeconds(1));
    assertThat(WorkerProtocol.settings(WorkerProtocol.line(alone))).isEqualTo(alone);
  }

  @Test
  void showsNoSecret() {
    WorkerSettings settings =
        WorkerSettings.of(
            "http://h",
            "phc_t",
            "phs_secret",
            Optional.of("jdbc:x;flagcache.password=hidden"),
            Duration.ofSeconds(1));

    assertThat(settings.toString()).doesNotContain("phs_secret").doesNotContain("hidden");
    String broken = WorkerProtocol.line(settings).replace("}", "");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WorkerProtocol.settings(broken))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("phs_secret"))
        .withNoCause();
  }
}
