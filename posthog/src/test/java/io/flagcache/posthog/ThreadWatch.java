package io.flagcache.posthog;

import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;

/** What goes on after a request, in threads that came to life since, other than the API's. */
final class ThreadWatch {

  private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

  private final Set<Thread> before = Thread.getAllStackTraces().keySet();
  private Map<Thread, Long> last = Map.of();

  /** No thread has a request to wait for or to work on. */
  void awaitNoRequest(String circumstances) {
    if (requests().findAny().isPresent()) {
      patiently(circumstances).until(() -> requests().findAny().isEmpty());
    }
  }

  /** As {@link #awaitNoRequest}, and no other thread computes anything. */
  void awaitQuiet(String circumstances) {
    awaitNoRequest(circumstances);
    last = Map.of();
    patiently(circumstances).until(this::standsStill);
  }

  private static Stream<Thread> requests() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("flagcache-api"));
  }

  private boolean standsStill() {
    Map<Thread, Long> now =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> !before.contains(thread))
            .filter(thread -> !thread.getName().equals(RawApi.THREADS))
            .collect(
                Collectors.toMap(thread -> thread, thread -> CPU.getThreadCpuTime(thread.getId())));
    boolean quiet = now.equals(last) || now.isEmpty();
    last = now;
    return quiet;
  }

  /** Evaluates in this thread: one of its own would be another that computes. */
  private static ConditionFactory patiently(String circumstances) {
    return await(circumstances)
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .atMost(Duration.ofMinutes(1));
  }
}
