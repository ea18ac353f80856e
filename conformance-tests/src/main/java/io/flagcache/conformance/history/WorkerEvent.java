package io.flagcache.conformance.history;

import java.time.Duration;
import java.util.OptionalLong;

/** Something that a worker did, or that happened to it. */
public sealed interface WorkerEvent extends HistoryEvent {

  /**
   * Whose doing it was.
   *
   * @return the worker's name, which no other has
   */
  String worker();

  /**
   * A worker started. One that was never said to start is a worker that may lead.
   *
   * @param at when
   * @param worker its name
   * @param reader whether its role is reader
   */
  record Joined(Duration at, String worker, boolean reader) implements WorkerEvent {
    @Override
    public String text() {
      return worker + " starts" + (reader ? " as a reader" : "");
    }
  }

  /**
   * A worker begins its shutdown, which ends its lease. What it does afterwards does not count.
   *
   * @param at when
   * @param worker its name
   */
  record Left(Duration at, String worker) implements WorkerEvent {
    @Override
    public String text() {
      return worker + " shuts down";
    }
  }

  /**
   * A worker's process ended; its lease lives on.
   *
   * @param at when
   * @param worker its name
   */
  record Died(Duration at, String worker) implements WorkerEvent {
    @Override
    public String text() {
      return worker + " dies";
    }
  }

  /**
   * A worker asks whether to fetch.
   *
   * @param at when the question was sent, or before
   * @param worker its name
   */
  record Asked(Duration at, String worker) implements WorkerEvent {
    @Override
    public String text() {
      return worker + " asks";
    }
  }

  /**
   * A worker was told to fetch.
   *
   * @param at when the answer was there, or later
   * @param worker its name
   * @param epoch the epoch of its lease, if that is known
   */
  record Elected(Duration at, String worker, OptionalLong epoch) implements WorkerEvent {
    @Override
    public String text() {
      return worker + " is elected" + Texts.underEpoch(epoch);
    }
  }

  /**
   * A worker was told not to fetch.
   *
   * @param at when the answer was there
   * @param worker its name
   */
  record NotElected(Duration at, String worker) implements WorkerEvent {
    @Override
    public String text() {
      return worker + " is not elected";
    }
  }

  /**
   * A worker's question failed, so that it fetches.
   *
   * @param at when
   * @param worker its name
   * @param why what it was told
   */
  record AskedInVain(Duration at, String worker, String why) implements WorkerEvent {
    @Override
    public String text() {
      return worker + " asks in vain: " + why;
    }
  }

  /**
   * The API answers a worker with its document (200), whatever the worker does with it.
   *
   * @param at when the API answers
   * @param worker its name
   * @param content the document
   */
  record Fetched(Duration at, String worker, long content) implements WorkerEvent {
    @Override
    public String text() {
      return worker + " fetches version " + content;
    }
  }

  /**
   * The API answers a worker that the document is unchanged (304).
   *
   * @param at when the API answers
   * @param worker its name
   */
  record Unchanged(Duration at, String worker) implements WorkerEvent {
    @Override
    public String text() {
      return worker + " hears that nothing has changed";
    }
  }

  /**
   * A worker's provider is handed what the worker fetched.
   *
   * @param at when
   * @param worker its name
   * @param content the document
   */
  record Received(Duration at, String worker, long content) implements WorkerEvent {
    @Override
    public String text() {
      return worker + " receives version " + content;
    }
  }

  /**
   * A worker is told that the store refused what it published.
   *
   * @param at when
   * @param worker its name
   */
  record PublishRejected(Duration at, String worker) implements WorkerEvent {
    @Override
    public String text() {
      return worker + "'s publication is rejected: stale epoch";
    }
  }

  /**
   * A worker reads a document from its provider, the same value as somebody had handed over.
   *
   * @param at when
   * @param worker its name
   * @param content the document
   */
  record Read(Duration at, String worker, long content) implements WorkerEvent {
    @Override
    public String text() {
      return worker + " reads version " + content;
    }
  }

  /**
   * A worker reads none.
   *
   * @param at when
   * @param worker its name
   * @param waited how long the read took
   */
  record ReadNothing(Duration at, String worker, Duration waited) implements WorkerEvent {
    @Override
    public String text() {
      return worker + " reads none after " + Texts.of(waited);
    }
  }

  /**
   * A worker's read fails.
   *
   * @param at when
   * @param worker its name
   */
  record ReadFailed(Duration at, String worker) implements WorkerEvent {
    @Override
    public String text() {
      return worker + "'s read fails";
    }
  }

  /**
   * A worker reads what nobody handed over.
   *
   * @param at when
   * @param worker its name
   * @param what what it read, and what is wrong with it
   */
  record ReadDamaged(Duration at, String worker, String what) implements WorkerEvent {
    @Override
    public String text() {
      return worker + " " + what;
    }
  }

  /**
   * What a worker has just read is what somebody handed over, and not what the API served.
   *
   * @param at when
   * @param worker its name
   * @param content the document
   * @param loss where it differs, and how
   */
  record ReadLossy(Duration at, String worker, long content, String loss) implements WorkerEvent {
    @Override
    public String text() {
      return worker + " reads version " + content + " not as the API served it: " + loss;
    }
  }

  /**
   * A call of a worker's provider is over.
   *
   * @param at when
   * @param worker its name
   * @param took how long it took, less what its process or the machine stood still meanwhile
   */
  record CallEnded(Duration at, String worker, Duration took) implements WorkerEvent {
    @Override
    public String text() {
      return worker + "'s call ends after " + Texts.of(took);
    }
  }
}
