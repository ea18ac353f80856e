package io.flagcache.benchmarks.worker;

import java.util.Locale;

/** What is measured. */
public enum Operation {
  /** One small value by its key: the floor of every poll. */
  SMALL_REQUEST("small request") {
    @Override
    Object run(TwoWorkers workers) throws Exception {
      return workers.smallRequest();
    }
  },
  /** The question and the read of one who does not lead, while nothing changes. */
  FOLLOWER_POLL("follower's poll") {
    @Override
    Object run(TwoWorkers workers) throws Exception {
      return workers.followerPoll();
    }
  },
  /** The question of the one who leads, while nothing changes. */
  LEADER_POLL("leader's poll") {
    @Override
    Object run(TwoWorkers workers) throws Exception {
      return workers.leaderPoll();
    }
  },
  /** The same when the document has changed. It is not timed: a publication has to come between. */
  CHANGED_POLL("follower's poll after a change") {
    @Override
    Object run(TwoWorkers workers) throws Exception {
      return workers.followerPoll();
    }

    @Override
    public boolean isTimed() {
      return false;
    }
  },
  /** Storing a document that is not the one before. */
  PUBLICATION("publication") {
    @Override
    Object run(TwoWorkers workers) throws Exception {
      return workers.publication();
    }
  },
  /** A new worker on a client that is connected, from its making to the definitions. */
  FIRST_READ("first read") {
    @Override
    Object run(TwoWorkers workers) throws Exception {
      return workers.firstRead();
    }
  };

  private final String title;

  Operation(String title) {
    this.title = title;
  }

  /** As tables call it. */
  public String title() {
    return title;
  }

  /** Whether it can be done again and again. */
  public boolean isTimed() {
    return true;
  }

  /** The name of its method in the benchmark. */
  public String method() {
    String[] words = name().toLowerCase(Locale.ROOT).split("_", 2);
    return words.length == 1
        ? words[0]
        : words[0] + Character.toUpperCase(words[1].charAt(0)) + words[1].substring(1);
  }

  abstract Object run(TwoWorkers workers) throws Exception;
}
