package io.flagcache.conformance.history;

import java.time.Duration;
import java.util.OptionalLong;

/** Something that happened to the API, the backend or the fleet as a whole. */
public sealed interface FleetEvent extends HistoryEvent {

  /**
   * The API serves another document from now on, maybe one that it served before.
   *
   * @param at when
   * @param content the document
   */
  record DocumentChanged(Duration at, long content) implements FleetEvent {
    @Override
    public String text() {
      return "the API serves version " + content;
    }
  }

  /**
   * The API answers no more, or with errors alone.
   *
   * @param at when
   */
  record ApiFailed(Duration at) implements FleetEvent {
    @Override
    public String text() {
      return "the API fails";
    }
  }

  /**
   * The API works again.
   *
   * @param at when
   */
  record ApiRecovered(Duration at) implements FleetEvent {
    @Override
    public String text() {
      return "the API works again";
    }
  }

  /**
   * The backend is out of reach.
   *
   * @param at when
   */
  record BackendLost(Duration at) implements FleetEvent {
    @Override
    public String text() {
      return "the backend is out of reach";
    }
  }

  /**
   * The backend is in reach again.
   *
   * @param at when
   */
  record BackendReturned(Duration at) implements FleetEvent {
    @Override
    public String text() {
      return "the backend is in reach again";
    }
  }

  /**
   * The backend has lost its data: leases, epochs and the entry.
   *
   * @param at when
   */
  record DataLost(Duration at) implements FleetEvent {
    @Override
    public String text() {
      return "the backend loses its data";
    }
  }

  /**
   * This is stored now, as one sees who looks into the store.
   *
   * @param at when
   * @param content the document
   * @param fetchEpoch the epoch under which it was fetched, as the entry says, if that is known
   */
  record Stored(Duration at, long content, OptionalLong fetchEpoch) implements FleetEvent {
    @Override
    public String text() {
      String fetched = fetchEpoch.isPresent() ? ", fetched" + Texts.underEpoch(fetchEpoch) : "";
      return "version " + content + " is stored" + fetched;
    }
  }

  /**
   * There is no entry now, as one sees who looks into the store, or it cannot be seen.
   *
   * @param at when
   */
  record StoredNothing(Duration at) implements FleetEvent {
    @Override
    public String text() {
      return "no entry is seen";
    }
  }

  /**
   * Whatever disturbed the fleet was over so long ago that all is to be well: O2 is judged by what
   * was read since.
   *
   * @param at when
   * @param since from when on reads count; the time from the last disturbance to that is for the
   *     driver to know
   */
  record Quiet(Duration at, Duration since) implements FleetEvent {
    @Override
    public String text() {
      return "nothing has disturbed the fleet for long";
    }
  }

  /**
   * Something else that helps to understand the rest.
   *
   * @param at when
   * @param text what happened
   */
  record Remark(Duration at, String text) implements FleetEvent {}
}
