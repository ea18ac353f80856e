package io.flagcache.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.hazelcast.client.AuthenticationException;
import com.hazelcast.client.HazelcastClientNotActiveException;
import com.hazelcast.client.HazelcastClientOfflineException;
import com.hazelcast.config.InvalidConfigurationException;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.OperationTimeoutException;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import com.hazelcast.spi.exception.TargetDisconnectedException;
import com.hazelcast.splitbrainprotection.SplitBrainProtectionException;
import io.flagcache.core.url.Redaction;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What passes is an outage and heals without a restart; what lasts says what to do. */
class FailuresTest {

  private static final Failures FAILURES = new Failures("The cluster", "flags", Redaction.NONE);

  static Stream<Arguments> failures() {
    return Stream.of(
        arguments(new AuthenticationException("no"), true, "correct the cluster's name"),
        arguments(new SecurityException("no put"), true, "(no put); grant what docs/hazelcast.md"),
        arguments(new HazelcastSerializationException("?"), true, "by the setting map"),
        arguments(new InvalidConfigurationException("port"), true, "(port); correct it"),
        arguments(new HazelcastClientOfflineException(), false, "out of reach"),
        arguments(new TargetDisconnectedException("gone"), false, "out of reach"),
        arguments(new IOException("reset"), false, "out of reach"),
        arguments(new HazelcastInstanceNotActiveException(), false, "is not active"),
        arguments(new HazelcastClientNotActiveException(), false, "is not active"),
        arguments(new SplitBrainProtectionException("2 of 3"), false, "fewer members"),
        arguments(new OperationTimeoutException("late"), false, "within the deadline"),
        arguments(new TimeoutException("no answer"), false, "within the deadline (no answer)"),
        arguments(new HazelcastException("odd"), false, "answers: odd"),
        arguments(new NullPointerException(), false, "answers: NullPointerException"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void failurePassesOrLastsAndSaysSo(Exception failure, boolean lasts, String text) {
    for (Exception each : new Exception[] {failure, new ExecutionException(failure)}) {
      RuntimeException explained = FAILURES.explain(each);

      assertThat(explained)
          .isExactlyInstanceOf(lasts ? IllegalStateException.class : HazelcastException.class)
          .hasMessageContaining("he cluster")
          .hasMessageContaining(each == failure ? text : "");
    }
  }

  @Test
  void whatOthersSayBeginsNoLineAndIsObeyedByNoTerminal() {
    for (RuntimeException failure :
        List.of(
            new HazelcastException("x\u001b[2J\nforged \u202e"),
            new SecurityException("x\u001b[2J\nforged \u202e"))) {
      RuntimeException explained = FAILURES.explain(failure);

      assertThat(explained).hasMessageContaining("x\\u001b[2J\\u000aforged \\u202e");
      assertThat(Throwables.getStackTrace(explained))
          .doesNotContain("\u001b", "\nforged", "\u202e");
    }
  }

  @Test
  void whatWeSaidOurselvesIsNotExplainedAgain() {
    IllegalStateException own = new IllegalStateException("ours");

    assertThat(FAILURES.explain(own)).isSameAs(own);
  }
}
