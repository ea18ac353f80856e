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
      leads(1, second);
    }
    assertThat(audit.overlaps()).isZero();
  }

  @Test
  void anotherMayLeadWhenTheFirstOnesLeaseIsOver() {
    leads(1, 0);
    leads(2, 3);

    assertThat(audit.overlaps()).isZero();
  }

  @Test
  void theFirstOnesReportMayComeLast() {
    leads(2, 3);
    leads(1, 0);

    assertThat(audit.overlaps()).isZero();
  }

  @Test
  void anotherMayLeadWhenTheFirstWasToldNotTo() {
    leads(1, 0);
    audit.doesNotLead(1);
    leads(2, 0);

    assertThat(audit.overlaps()).isZero();
  }

  @Test
  void twoThatLeadSideBySideAreFound() {
    leads(1, 0);
    leads(2, 1);
    leads(1, 1);

    assertThat(audit.overlaps()).isEqualTo(2);
  }

  @Test
  void whoseAnswerWasHeldUpMayHaveLedBefore() {
    audit.leads(1, at(0), at(6));
    leads(2, 5);

    assertThat(audit.overlaps()).isZero();
  }

  private void leads(int worker, int second) {
    audit.leads(worker, at(second), at(second));
  }

  private static long at(int seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }
}
