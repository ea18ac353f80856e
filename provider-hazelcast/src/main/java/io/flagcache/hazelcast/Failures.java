package io.flagcache.hazelcast;

import com.hazelcast.client.HazelcastClientNotActiveException;
import com.hazelcast.client.HazelcastClientOfflineException;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.OperationTimeoutException;
import com.hazelcast.spi.exception.TargetDisconnectedException;
import com.hazelcast.splitbrainprotection.SplitBrainProtectionException;
import io.flagcache.core.text.PlainText;
import io.flagcache.core.url.Redaction;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Says in one sentence what is wrong and what to do about it. */
final class Failures {

  private static final int DEEPEST = 20;

  private final String cluster;
  private final String map;
  private final Redaction redaction;

  /**
   * Failures of one map.
   *
   * @param cluster how messages name the cluster
   * @param redaction takes out of messages what must not show
   */
  Failures(String cluster, String map, Redaction redaction) {
    this.cluster = cluster;
    this.map = map;
    this.redaction = redaction;
  }

  /** Whether a connection was lost, or is not there yet. */
  static boolean isConnectionLoss(Throwable failure) {
    return causes(failure)
        .anyMatch(
            each ->
                each instanceof HazelcastClientOfflineException
                    || each instanceof TargetDisconnectedException
                    || each instanceof IOException);
  }

  /** Whether the member or client is not there any more, or not yet. */
  static boolean isOfNoInstance(Throwable failure) {
    return has(failure, HazelcastInstanceNotActiveException.class)
        || has(failure, HazelcastClientNotActiveException.class);
  }

  /**
   * What to throw instead of what Hazelcast threw.
   *
   * @return an {@link IllegalStateException} if the cluster answers but cannot be used as it is,
   *     otherwise a {@link HazelcastException}
   */
  RuntimeException explain(Throwable failure) {
    if (failure instanceof IllegalStateException explained && !isOf(failure)) {
      return explained;
    }
    Optional<LastingFailure> lasting = LastingFailure.of(causes(failure));
    String said =
        lasting
            .map(each -> each.message(cluster, map, failure))
            .orElseGet(() -> temporary(failure));
    String message = PlainText.of(redaction.apply(said)); // H4, S26
    RuntimeException explained =
        lasting.isPresent() ? new IllegalStateException(message) : new HazelcastException(message);
    if (!redaction.isIn(failure)) {
      explained.initCause(PlainText.failure(failure));
    }
    return explained;
  }

  private String temporary(Throwable failure) {
    if (isConnectionLoss(failure)) {
      return cluster
          + " is out of reach, or refuses this client; check the addresses and the cluster's name"
          + " (Hazelcast's own log says more)";
    }
    if (isOfNoInstance(failure)) {
      return cluster + " is not active: the instance was shut down, or is just joining again";
    }
    if (has(failure, SplitBrainProtectionException.class)) {
      return cluster
          + " has fewer members than the split-brain protection of the map "
          + map
          + " asks for";
    }
    Optional<TimeoutException> timeout =
        causes(failure)
            .filter(TimeoutException.class::isInstance)
            .map(TimeoutException.class::cast)
            .findFirst();
    if (timeout.isPresent() || has(failure, OperationTimeoutException.class)) {
      return cluster
          + " did not answer within the deadline"
          + timeout.map(Throwable::getMessage).map(text -> " (" + text + ")").orElse("");
    }
    String message = failure.getMessage();
    return cluster
        + " answers: "
        + (message == null ? failure.getClass().getSimpleName() : message);
  }

  /** Whether an exception is one of Hazelcast's that happens to be an IllegalStateException. */
  private static boolean isOf(Throwable failure) {
    return failure.getClass().getName().startsWith("com.hazelcast.");
  }

  private static boolean has(Throwable failure, Class<? extends Throwable> kind) {
    return causes(failure).anyMatch(kind::isInstance);
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(DEEPEST);
  }
}
