package io.flagcache.demo.worker;

import io.flagcache.core.FlagCacheProviderFactory;
import io.flagcache.core.url.Redaction;
import java.time.Duration;
import java.util.List;
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

  /** Takes the key and the secrets of the URL out of what a worker reports. */
  Redaction redaction() {
    Redaction key = Redaction.of(List.of(secretKey));
    return cacheUrl == null ? key : FlagCacheProviderFactory.read(cacheUrl).redaction().and(key);
  }

  /** Shows neither the key nor the URL, which may have a password. */
  @Override
  public String toString() {
    return "WorkerSettings[host=" + host + ", pollMillis=" + pollMillis + "]";
  }
}
