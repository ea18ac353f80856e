package io.flagcache.cli.sync;

import io.flagcache.core.url.ProviderUrl;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * What the writer is told.
 *
 * @param host the API
 * @param token the project token
 * @param secretKey the API's secret key
 * @param url the cache, with the poll interval
 * @param pollInterval how often the API is asked
 * @param listen where health and metrics are served; empty for nowhere
 * @param version names the program in the log
 */
public record SyncSettings(
    URI host,
    String token,
    String secretKey,
    ProviderUrl url,
    Duration pollInterval,
    Optional<InetSocketAddress> listen,
    String version) {

  /** Shows neither the key nor the URL, which may have a password. */
  @Override
  public String toString() {
    return "SyncSettings[host=" + host + ", pollInterval=" + pollInterval + "]";
  }
}
