package io.flagcache.cli.worker;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a worker is told on the first line of its standard input, so that no secret is ever on a
 * command line.
 *
 * @param host the API
 * @param token the project token
 * @param secretKey the API's secret key
 * @param cacheUrl the shared cache; null for a worker that shares nothing
 * @param pollMillis the poll interval
 */
public record WorkerSettings(
    String host, String token, String secretKey, @Nullable String cacheUrl, long pollMillis) {

  /** Makes the settings of a worker. */
  public static WorkerSettings of(
      String host, String token, String secretKey, Optional<String> cacheUrl, Duration poll) {
    return new WorkerSettings(host, token, secretKey, cacheUrl.orElse(null), poll.toMillis());
  }

  /** Shows neither the key nor the URL, which may have a password. */
  @Override
  public String toString() {
    return "WorkerSettings[host=" + host + ", pollMillis=" + pollMillis + "]";
  }
}
