package io.flagcache.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeadershipAuditTest {

  private final LeadershipAudit audit =
      new LeadershipAudit(Duration.ofSeconds(3), Duration.ofSeconds(1));

  @Test
  void oneLeaderMayGoOnForEver() {
    for (int second = 0; second < 10; second++) {
      audit.leads(1, at(second));
    }
    assertThat(audit.overlaps()).isZero();
  }

  @Test
  void anotherMayLeadWhenTheFirstOnesLeaseIsOver() {
    audit.leads(1, at(0));
    audit.leads(2, at(3));

    assertThat(audit.overlaps()).isZero();
  }

  @Test
  void theFirstOnesReportMayComeLast() {
    audit.leads(2, at(3));
    audit.leads(1, at(0));

    assertThat(audit.overlaps()).isZero();
  }

  @Test
  void anotherMayLeadWhenTheFirstWasToldNotTo() {
    audit.leads(1, at(0));
    audit.doesNotLead(1);
    audit.leads(2, at(0));

    assertThat(audit.overlaps()).isZero();
  }

  @Test
  void twoThatLeadSideBySideAreFound() {
    audit.leads(1, at(0));
    audit.leads(2, at(1));
    audit.leads(1, at(1));

    assertThat(audit.overlaps()).isEqualTo(2);
  }

  private static long at(int seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }
}
