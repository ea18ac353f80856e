package io.flagcache.conformance.history;

import java.time.Duration;

/**
 * Something that happened to a fleet, at a time since its history began. A document is named by a
 * number, its content; a content that the API serves again later is the same number.
 */
public sealed interface HistoryEvent permits WorkerEvent, FleetEvent {

  /**
   * When it happened.
   *
   * @return the time since the history began, on the one clock of the history
   */
  Duration at();

  /**
   * What happened, in words.
   *
   * @return a sentence without its full stop
   */
  String text();
}
