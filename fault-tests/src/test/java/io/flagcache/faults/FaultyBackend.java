package io.flagcache.faults;

import io.flagcache.testservers.TcpRelay;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A real server, everything that can happen to it, and relays on the way to it. */
interface FaultyBackend {

  /** As it stands in the table of faults. */
  String name();

  /** A provider's URL by way of the relays, with a question mark before or between parameters. */
  String url();

  /** What stands before the name of a setting in the URL. */
  default String settingPrefix() {
    return "";
  }

  /** Settings of those who also write. */
  default Map<String, String> settings() {
    return Map.of();
  }

  List<TcpRelay> relays();

  /** Of documents that were received at times further apart it can tell which is newer. */
  default Duration tellsAgesTo() {
    return Duration.ZERO;
  }

  void kill();

  /** Starts the server that was killed. */
  void restart();

  /** Whether a server that was killed comes back with its data. */
  boolean keepsData();

  void pause();

  void resume();

  /** Deletes everything. */
  void flush();

  /** Cuts the stored document short; leases and the entry's stamp stay. */
  void damageEntry(String serviceKey);

  default void cut() {
    relays().forEach(TcpRelay::cut);
  }

  default void refuse() {
    relays().forEach(TcpRelay::refuse);
  }

  default void listen() {
    relays().forEach(TcpRelay::listen);
  }

  default void freeze() {
    relays().forEach(TcpRelay::freeze);
  }

  default void delay(Duration longer) {
    relays().forEach(relay -> relay.delay(longer));
  }

  default void loseNextReply() {
    relays().forEach(TcpRelay::loseNextReply);
  }
}
